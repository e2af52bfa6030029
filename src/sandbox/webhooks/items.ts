import { companyJson } from '../routes/company-json';
import { contactJson } from '../routes/contact-json';
import { conversationJson } from '../routes/conversation-json';
import { ticketJson } from '../routes/ticket-json';
import type { Company } from '../store/companies';
import type { Contact } from '../store/contact';
import type { Conversation } from '../store/conversation';
import type { Tag } from '../store/tags';
import type { Ticket } from '../store/ticket';
import type { World } from '../world';
import type { Topic } from './topics';

type Json = Record<string, unknown>;

/** `2026-01-10T04:39:55.000+00:00`: how webhooks write the times of contacts and companies. */
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('Z', '+00:00');

/** The same value with its times as ISO 8601 text; custom attributes are the customer's own and stay. */
function withIsoTimes(value: unknown, name = ''): unknown {
    if (typeof value === 'number') return name.endsWith('_at') ? iso(value) : value;
    if (Array.isArray(value)) return value.map((one) => withIsoTimes(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, key === 'custom_attributes' ? one : withIsoTimes(one, key)]),
    );
}

const contactItem = ({ state }: World, contact: Contact): Json => withIsoTimes(contactJson(state, contact)) as Json;

function companyItem({ state }: World, company: Company): Json {
    const json = companyJson(state, company);
    const plan = company.plan === null ? null : json.plan;
    return withIsoTimes({ ...json, plan, tag_ids: company.tags }) as Json;
}

/** In webhooks assignees are text; nobody is "0". */
const withTextAssignees = (json: object): Json => {
    const { admin_assignee_id, team_assignee_id, ...rest } = json as Json;
    return { ...rest, admin_assignee_id: String(admin_assignee_id), team_assignee_id: String(team_assignee_id) };
};

/** Says that something happened to a contact; a deleted one is told by its ids alone. */
export function tellContact(world: World, topic: Topic, contact: Contact): void {
    world.changed(topic, () =>
        topic === 'contact.deleted'
            ? { type: 'contact', id: contact.id, external_id: contact.external_id, deleted: true }
            : contactItem(world, contact),
    );
}

/** Says that a tag was put on a contact or taken off. */
export function tellContactTag(world: World, happened: 'created' | 'deleted', contact: Contact, tag: Tag): void {
    world.changed(`contact.${contact.role}.tag.${happened}`, () => ({
        type: 'contact_tag',
        created_at: iso(world.seconds()),
        tag: { type: 'tag', id: tag.id, name: tag.name },
        contact: contactItem(world, contact),
    }));
}

/** Says that something happened to a company. */
export function tellCompany(world: World, topic: Topic, company: Company): void {
    world.changed(topic, () =>
        topic === 'company.deleted'
            ? { type: 'company', id: company.id, company_id: company.company_id, deleted: true }
            : companyItem(world, company),
    );
}

/** Says that a contact joined or left a company. */
export function tellMembership(
    world: World,
    happened: 'attached' | 'detached',
    contact: Contact,
    company: Company,
): void {
    world.changed(`company.contact.${happened}`, () => ({
        company: companyItem(world, company),
        contact: contactItem(world, contact),
    }));
}

/** Says that something happened to a conversation; the item holds its newest part alone. */
export function tellConversation(world: World, topic: Topic, one: Conversation): void {
    world.changed(topic, () =>
        topic === 'conversation.deleted'
            ? { type: 'conversation', id: one.id, deleted: true }
            : withTextAssignees(conversationJson(world.state, one, { parts: 'newest' })),
    );
}

/** Says that something happened to a ticket. */
export function tellTicket(world: World, topic: Topic, ticket: Ticket): void {
    world.changed(topic, () => withTextAssignees(ticketJson(world.state, ticket)));
}
