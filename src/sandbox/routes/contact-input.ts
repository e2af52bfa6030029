import { ApiError, invalid } from '../http/api-error';
import { admins } from '../store/admins';
import { type Contact, isActive } from '../store/contact';
import type { DataType } from '../store/data-attributes';
import type { SandboxState } from '../store/state';

/** What a create or an update sets. */
export type ContactChange = Partial<Contact>;

type Reader = (value: unknown, name: string) => unknown;

const orNull =
    (read: Reader): Reader =>
    (value, name) =>
        value === null ? null : read(value, name);

const text: Reader = (value, name) => {
    if (typeof value !== 'string') throw invalid(`${name} must be a string`, name);
    return value;
};
const timestamp: Reader = (value, name) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw invalid(`${name} must be a Unix timestamp`, name);
    return value;
};
const flag: Reader = (value, name) => {
    if (typeof value !== 'boolean') throw invalid(`${name} must be a boolean`, name);
    return value;
};
const role: Reader = (value, name) => {
    if (value !== 'user' && value !== 'lead') throw invalid('role must be either user or lead', name);
    return value;
};
const owner: Reader = (value, name) => {
    if (!admins.some((admin) => admin.id === String(value))) throw invalid('owner_id is not a known admin', name);
    return String(value);
};
const email: Reader = (value, name) => {
    if (typeof value !== 'string' || !/^\S+@\S+$/.test(value)) throw invalid('Email is invalid', name);
    return value;
};

const readers: Record<string, Reader> = {
    role,
    external_id: orNull((value, name) => text(typeof value === 'number' ? String(value) : value, name)),
    email: orNull(email),
    email_verified: orNull(flag),
    phone: orNull(text),
    name: orNull(text),
    avatar: orNull(text),
    signed_up_at: orNull(timestamp),
    last_seen_at: orNull(timestamp),
    owner_id: orNull(owner),
    unsubscribed_from_emails: orNull(flag),
    // Only the preview's schema has it, the changelog of 2.15 says it is taken.
    language_override: orNull(text),
};

/** Reads the body of a create or an update; keys that are not given stay out. */
export function readContact(state: SandboxState, body: Record<string, unknown>): ContactChange {
    const change: Record<string, unknown> = {};
    for (const [name, read] of Object.entries(readers)) {
        if (body[name] !== undefined) change[name] = read(body[name], name);
    }
    if (change.unsubscribed_from_emails === null) change.unsubscribed_from_emails = false;
    if (typeof body.email_verified === 'boolean' && typeof body.email !== 'string') {
        throw invalid('email_verified can only be given together with email', 'email_verified');
    }
    if (body.custom_attributes !== undefined && body.custom_attributes !== null) {
        change.custom_attributes = readAttributes(state, body.custom_attributes);
    }
    return change;
}

const fits: Record<DataType, (value: unknown) => boolean> = {
    string: (value) => ['string', 'number', 'boolean'].includes(typeof value),
    integer: (value) => Number.isInteger(value),
    float: (value) => typeof value === 'number',
    boolean: (value) => typeof value === 'boolean',
    date: (value) => Number.isInteger(value) || (typeof value === 'string' && !Number.isNaN(Date.parse(value))),
};

/** Unlike a company's, a contact's custom attributes must have been created before. */
function readAttributes(state: SandboxState, given: unknown): Record<string, unknown> {
    if (typeof given !== 'object' || Array.isArray(given)) {
        throw invalid('custom_attributes must be an object', 'custom_attributes');
    }
    for (const [name, value] of Object.entries(given as object)) {
        const attribute = state.dataAttributes.find('contact', name);
        if (!attribute) throw invalid(`Custom attribute '${name}' does not exist`, 'custom_attributes');
        if (value !== null && !fits[attribute.data_type](value)) {
            throw invalid(`Custom attribute '${name}' must be a ${attribute.data_type}`, 'custom_attributes');
        }
    }
    return given as Record<string, unknown>;
}

/**
 * Refuses a second user with the same email or external_id. The id of the first is only in the message. A deleted
 * user's address stays taken for a while, and reads as archived. Leads may repeat an email. An update is only refused
 * the external_id of another active user: several users with one email were seen.
 */
export function refuseTwin(state: SandboxState, change: ContactChange, self?: Contact): void {
    for (const key of self ? (['external_id'] as const) : (['external_id', 'email'] as const)) {
        const value = change[key];
        if (!value) continue;
        const taken = (one: Contact): boolean => (self ? isActive(one) : one.status !== 'merged');
        const twin = state.contacts
            .withText(key, value)
            .find((one) => one.role === 'user' && taken(one) && one.ordinal !== self?.ordinal);
        if (!twin) continue;
        const which = twin.status === 'active' ? 'A contact' : 'An archived contact';
        throw new ApiError(409, 'conflict', `${which} matching those details already exists with id=${twin.id}`);
    }
}
