import type { Company } from './companies';
import type { Contact } from './contact';

/** A saved filter. Segments are made in the app, not through the API. */
export interface Segment {
    id: string;
    name: string;
    person_type: 'contact' | 'user';
    /** The tag it filters by: such a tag cannot be deleted. */
    tagName?: string;
    contacts: (contact: Contact) => boolean;
    companies: (company: Company) => boolean;
}

const nobody = (): boolean => false;

/** The workspace's segments. */
export const segments: readonly Segment[] = [
    {
        id: '6762f25c1bb69f9f2193bc21',
        name: 'Active users',
        person_type: 'user',
        contacts: (contact) => contact.role === 'user' && contact.last_seen_at !== null,
        companies: nobody,
    },
    {
        id: '6762f25c1bb69f9f2193bc22',
        name: 'Leads',
        person_type: 'contact',
        contacts: (contact) => contact.role === 'lead',
        companies: nobody,
    },
    {
        id: '6762f25c1bb69f9f2193bc23',
        name: 'Churning users',
        person_type: 'user',
        tagName: 'Churn risk',
        contacts: nobody,
        companies: nobody,
    },
    {
        id: '6762f25c1bb69f9f2193bc24',
        name: 'Big companies',
        person_type: 'user',
        contacts: nobody,
        companies: (company) => (company.size ?? 0) >= 400,
    },
];
