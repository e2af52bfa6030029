/** A contact as it is kept. Companies and tags are references; lists of them are put together when it is answered. */
export interface Contact {
    readonly ordinal: number;
    readonly id: string;
    /** An archived contact can come back, a deleted or merged one cannot. */
    status: 'active' | 'archived' | 'deleted' | 'merged';
    /** The survivor, when merged. */
    merged_into: string | null;
    role: 'user' | 'lead';
    external_id: string | null;
    email: string | null;
    email_verified: boolean | null;
    phone: string | null;
    name: string | null;
    avatar: string | null;
    owner_id: string | null;
    unsubscribed_from_emails: boolean;
    marked_email_as_spam: boolean;
    has_hard_bounced: boolean;
    created_at: number;
    updated_at: number;
    signed_up_at: number | null;
    last_seen_at: number | null;
    last_replied_at: number | null;
    last_contacted_at: number | null;
    language_override: string | null;
    browser: string | null;
    browser_language: string | null;
    os: string | null;
    location: {
        country: string | null;
        region: string | null;
        city: string | null;
        /** ISO 3166-1, three letters. */
        country_code: string | null;
        continent_code: string | null;
    };
    custom_attributes: Record<string, unknown>;
    tags: { id: string; applied_at: number }[];
    /** Intercom ids of companies. */
    companies: string[];
    merged_from: { id: string; role: 'user' | 'lead'; merged_at: number }[];
}

/** Whether GET, PUT and lists know it. */
export const isActive = (contact: Contact): boolean => contact.status === 'active';
