import { ApiError, invalid, userNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Route } from '../http/call';
import { cursorPages, decodeCursor, positive } from '../http/pages';
import { since } from '../http/version';
import { type Contact, isActive } from '../store/contact';
import type { Topic } from '../webhooks/topics';
import type { World } from '../world';
import { type ContactChange, readContact, refuseTwin } from './contact-input';
import { contactJson, contactText, mergeHistory } from './contact-json';
import { inherit } from './inherit';

/** The active contact of the path; an archived or deleted one is 404, a merged one 410 with a way to the survivor, since 2.16. */
export function contactOf(call: Call, key = 'contact_id'): Contact {
    const contact = call.world.state.contacts.get(call.params[key] ?? '');
    if (contact?.status === 'merged' && since(call, '2.16')) {
        throw new ApiError(
            410,
            'contact_merged',
            "This contact has been merged. See the 'Link' header for the canonical contact.",
            { headers: { link: `</contacts/${contact.merged_into}>; rel="canonical"` } },
        );
    }
    if (!contact || !isActive(contact)) throw userNotFound();
    return contact;
}

/** The answer that is a contact; with `include_merge_history` it tells where it came from. */
function one(call: Call, contact: Contact): Answer {
    const { state } = call.world;
    if (since(call, '2.16') && param(call.query, 'include_merge_history') === 'true') {
        return { json: { ...contactJson(state, contact), merge_history: mergeHistory(contact) } };
    }
    return { jsonText: contactText(call, contact) };
}

function listText(call: Call, contacts: readonly Contact[], total: number, pages: object): Answer {
    const data = contacts.map((contact) => contactText(call, contact)).join(',');
    return { jsonText: `{"type":"list","data":[${data}],"total_count":${total},"pages":${JSON.stringify(pages)}}` };
}

/** Adds a contact with Intercom's defaults for what is not given. */
export function addContact(world: World, change: ContactChange): Contact {
    const now = world.seconds();
    world.countCreated('contacts');
    const contact = world.state.contacts.create({
        role: 'user',
        external_id: null,
        email: null,
        email_verified: null,
        phone: null,
        name: null,
        avatar: null,
        owner_id: null,
        unsubscribed_from_emails: false,
        marked_email_as_spam: false,
        has_hard_bounced: false,
        signed_up_at: null,
        last_seen_at: null,
        last_replied_at: null,
        last_contacted_at: null,
        language_override: null,
        browser: null,
        browser_language: null,
        os: null,
        location: { country: null, region: null, city: null, country_code: null, continent_code: null },
        custom_attributes: {},
        ...change,
        status: 'active',
        merged_into: null,
        created_at: now,
        updated_at: now,
        tags: [],
        companies: [],
        merged_from: [],
    });
    tell(world, contact, `contact.${contact.role}.created`);
    return contact;
}

const tell = (world: World, contact: Contact, topic: Topic): void =>
    world.changed(topic, () => contactJson(world.state, contact));

/** What webhooks tell of an update: one for all, and one more for what is special. */
function tellUpdate(world: World, before: Contact, contact: Contact): void {
    tell(world, contact, `contact.${contact.role}.updated`);
    if (before.role === 'lead' && contact.role === 'user') tell(world, contact, 'contact.lead.signed_up');
    if (before.email !== contact.email) {
        tell(world, contact, contact.role === 'lead' ? 'contact.lead.added_email' : 'contact.email.updated');
    }
    if (before.unsubscribed_from_emails !== contact.unsubscribed_from_emails) {
        tell(world, contact, contact.unsubscribed_from_emails ? 'contact.unsubscribed' : 'contact.subscribed');
    }
}

/** Custom attributes are merged one by one; one that is set to null stays, as null. */
function merged(change: ContactChange, before: Record<string, unknown>): ContactChange {
    if (!change.custom_attributes) return change;
    return { ...change, custom_attributes: { ...before, ...change.custom_attributes } };
}

function create(call: Call): Answer {
    const body = bodyObject(call);
    if (body.email === undefined && body.external_id === undefined && body.role === undefined) {
        throw invalid('Please provide at least one of email, external_id or role');
    }
    const change = readContact(call.world.state, body);
    if ((change.role ?? 'user') === 'user') {
        if (!change.email && !change.external_id) {
            throw invalid('A user needs an email or an external_id');
        }
        refuseTwin(call.world.state, change);
    }
    return one(call, addContact(call.world, change));
}

function update(call: Call): Answer {
    const { state } = call.world;
    const contact = contactOf(call);
    const change = readContact(state, bodyObject(call));
    if (contact.role === 'user' && change.role === 'lead') {
        throw new ApiError(400, 'client_error', 'A user cannot be changed into a lead');
    }
    const user = contact.role === 'user' || change.role === 'user';
    if (user) refuseTwin(state, change, contact);
    // A lead's external_id is Intercom's own, and a user's cannot be taken away.
    if (!user || change.external_id === null) delete change.external_id;
    const before = { ...contact };
    const changed = state.contacts.update(contact, (kept) => {
        Object.assign(kept, merged(change, kept.custom_attributes), { updated_at: call.world.seconds() });
    });
    tellUpdate(call.world, before, changed);
    return one(call, changed);
}

function list(call: Call): Answer {
    const { contacts } = call.world.state;
    const perPage = positive(param(call.query, 'per_page'), 'per_page', 10, 150);
    const cursor = decodeCursor(param(call.query, 'starting_after'));
    const page: Contact[] = [];
    const beyond = cursor && (contacts.get(cursor.id)?.ordinal ?? 0);
    const moment = call.world.now() - call.world.settings.listLagMs;
    let more = false;
    for (const contact of contacts.walk('oldest', beyond, moment)) {
        more = page.length === perPage;
        if (more) break;
        page.push(contact);
    }
    const number = cursor?.page ?? 1;
    const last = page.at(-1);
    const next = more && last ? { value: last.created_at, id: last.id, page: number + 1 } : undefined;
    return listText(call, page, contacts.count, cursorPages(number, perPage, contacts.count, next));
}

function search(call: Call): Answer {
    const { world } = call;
    const found = world.contactSearch.find(bodyObject(call), world.now() - world.settings.searchLagMs);
    const next = found.next && { ...found.next, page: found.page + 1 };
    const pages = cursorPages(found.page, found.plan.perPage, found.total, next);
    return listText(call, found.contacts, found.total, pages);
}

/** A contact that a status change is for: archived ones too. Deleted is for ever. */
function anyContact(call: Call): Contact {
    const contact = call.world.state.contacts.get(call.params.contact_id ?? '');
    if (!contact || contact.status === 'deleted' || contact.status === 'merged') throw userNotFound();
    return contact;
}

function setStatus(call: Call, contact: Contact, status: Contact['status']): Contact {
    return call.world.state.contacts.update(contact, (kept) => {
        kept.status = status;
        kept.updated_at = call.world.seconds();
    });
}

function archive(call: Call): Answer {
    const contact = setStatus(call, anyContact(call), 'archived');
    tell(call.world, contact, 'contact.archived');
    return { json: { type: 'contact', id: contact.id, external_id: contact.external_id, archived: true } };
}

function unarchive(call: Call): Answer {
    const deleted = call.world.state.contacts.get(call.params.contact_id ?? '');
    if (deleted?.status === 'deleted') {
        throw new ApiError(400, 'bad_request', 'The contact is marked for permanent deletion and is not restorable');
    }
    const contact = setStatus(call, anyContact(call), 'active');
    // The documentation says contact.unarchive; every delivery that was recorded says this.
    tell(call.world, contact, 'contact.unarchived');
    return { json: { type: 'contact', id: contact.id, external_id: contact.external_id, archived: false } };
}

function remove(call: Call): Answer {
    const contact = setStatus(call, anyContact(call), 'deleted');
    leaveCompanies(call.world, contact);
    const { id, external_id } = contact;
    call.world.changed('contact.deleted', () => ({ type: 'contact', id, external_id, deleted: true }));
    return { json: { type: 'contact', id: contact.id, external_id: contact.external_id, deleted: true } };
}

/** A company whose last contact is gone drops out of the lists. */
function leaveCompanies(world: World, contact: Contact): void {
    for (const id of contact.companies) {
        const company = world.state.companies.get(id);
        if (company) company.user_count--;
    }
    contact.companies = [];
    world.state.companies.changed();
}

function findByExternalId(call: Call): Answer {
    const contact = call.world.state.contacts
        .withText('external_id', call.params.external_id ?? '')
        .find((found) => found.role === 'user' && isActive(found) && found.external_id === call.params.external_id);
    if (!contact) throw userNotFound();
    return one(call, contact);
}

function merge(call: Call): Answer {
    const { state } = call.world;
    const body = bodyObject(call);
    const from = state.contacts.get(String(body.from));
    const into = state.contacts.get(String(body.into));
    if (!from || !into || !isActive(from) || !isActive(into)) throw userNotFound();
    if (from.role !== 'lead' || into.role !== 'user') {
        throw new ApiError(400, 'invalid_merge', 'A lead can only be merged into a user');
    }
    const twins = (from.email && from.email === into.email) || (from.phone && from.phone === into.phone);
    if (since(call, '2.16') && !twins && body.skip_duplicate_validation !== true) {
        throw new ApiError(
            400,
            'invalid_merge',
            'Contacts can only be merged when they are duplicates (matching email or phone). ' +
                'Pass skip_duplicate_validation=true to override this check.',
        );
    }
    leaveCompanies(call.world, setStatus(call, from, 'merged'));
    inherit(state, from.id, into.id);
    state.contacts.update(from, (kept) => {
        kept.merged_into = into.id;
    });
    const survivor = state.contacts.update(into, (kept) => {
        kept.merged_from.push({ id: from.id, role: from.role, merged_at: call.world.seconds() });
        kept.updated_at = call.world.seconds();
    });
    tell(call.world, survivor, 'contact.merged');
    return one(call, survivor);
}

/** Contacts themselves; their companies and tags are in files of their own. */
export const contactRoutes: Route[] = [
    { method: 'POST', path: '/contacts', operation: create },
    { method: 'GET', path: '/contacts', operation: list },
    { method: 'POST', path: '/contacts/search', operation: search, read: true },
    { method: 'POST', path: '/contacts/merge', operation: merge },
    { method: 'GET', path: '/contacts/find_by_external_id/:external_id', operation: findByExternalId, since: '2.13' },
    { method: 'GET', path: '/contacts/:contact_id', operation: (call) => one(call, contactOf(call)) },
    { method: 'PUT', path: '/contacts/:contact_id', operation: update },
    { method: 'DELETE', path: '/contacts/:contact_id', operation: remove },
    { method: 'POST', path: '/contacts/:contact_id/archive', operation: archive },
    { method: 'POST', path: '/contacts/:contact_id/unarchive', operation: unarchive },
    {
        method: 'GET',
        path: '/contacts/:contact_id/merge_history',
        since: '2.16',
        operation: (call) => ({
            json: { type: 'list', data: mergeHistory(contactOf(call)), next_cursor: null, has_more: false },
        }),
    },
];
