import type { Client } from './client';
import { IntercomError, invalidField, sentence } from './errors';
import { path } from './path';
import { idOf, recordsOf } from './records';
import type { CallOptions } from './types';

export type ContactKey = 'id' | 'external_id' | 'email' | 'auto';
export type CompanyKey = 'id' | 'company_id' | 'name';
export type TagKey = 'id' | 'name';

/** What a value that means a contact is: it has an `@`, it is 24 hex digits, or it is your own id. */
export function contactKey(value: string): 'id' | 'external_id' | 'email' {
    if (value.includes('@')) return 'email';
    return /^[0-9a-f]{24}$/i.test(value) ? 'id' : 'external_id';
}

/**
 * Intercom's id of a contact.
 * @throws IntercomError `not_found`, `ambiguous_reference` with the ids, `invalid_field` for an empty value; `field` is
 * `contactId`
 */
export async function findContact(
    client: Client,
    by: ContactKey,
    value: string,
    options?: CallOptions,
): Promise<string> {
    const key = by === 'auto' ? contactKey(value) : by;
    if (key === 'id') return value;
    const subject: Subject = { field: 'contactId', what: `contact with ${key} "${value}"`, lags: true };
    checkGiven(value, subject);
    if (key === 'external_id') {
        const known = await contactByExternalId(client, value, options);
        if (known !== null) return known;
    }
    const answer = await client.call(
        {
            method: 'POST',
            path: '/contacts/search',
            body: { query: { field: key, operator: '=', value }, pagination: { per_page: 10 } },
            repeat: 'always',
        },
        options,
    );
    return theOne(recordsOf(answer.body), subject);
}

/**
 * The direct way, which knows a contact at once: search takes minutes to see a new one. It knows users only, and came
 * with version 2.13: null sends the caller on to the search.
 */
async function contactByExternalId(client: Client, value: string, options?: CallOptions): Promise<string | null> {
    // No path can hold these two.
    if (value === '.' || value === '..') return null;
    try {
        const { body } = await client.call(
            { method: 'GET', path: path`/contacts/find_by_external_id/${value}`, repeat: 'always' },
            options,
        );
        return idOf(body);
    } catch (error) {
        if (!(error instanceof IntercomError)) throw error;
        if (error.statusCode === 410 && error.mergedInto) return error.mergedInto;
        if (error.statusCode === 404 || error.code === 'intercom_version_invalid') return null;
        throw error;
    }
}

/**
 * Intercom's id of a company, by your own id or by its name. Errors as {@link findContact}; `field` is `companyId`.
 */
export async function findCompany(
    client: Client,
    by: CompanyKey,
    value: string,
    options?: CallOptions,
): Promise<string> {
    if (by === 'id') return value;
    const subject: Subject = { field: 'companyId', what: `company with ${by} "${value}"` };
    checkGiven(value, subject);
    let body: unknown;
    try {
        ({ body } = await client.call(
            { method: 'GET', path: '/companies', query: { [by]: value }, repeat: 'always' },
            options,
        ));
    } catch (error) {
        // A filter that finds nothing is a 404 at Intercom.
        if (error instanceof IntercomError && error.statusCode === 404) throw notFound(subject);
        throw error;
    }
    // Intercom has been seen to answer with all companies, so only those that match count.
    const companies = recordsOf(body).filter((company) => {
        const known = (company as Record<string, unknown> | null)?.[by];
        return by === 'name' ? isSameName(known, value) : known === undefined || String(known) === value;
    });
    return theOne(companies, subject);
}

/** Intercom's id of a tag, by its name without regard to case. Errors as {@link findContact}; `field` is `tagId`. */
export async function findTag(client: Client, by: TagKey, value: string, options?: CallOptions): Promise<string> {
    if (by === 'id') return value;
    const subject: Subject = { field: 'tagId', what: `tag with name "${value}"` };
    checkGiven(value, subject);
    const { body } = await client.call({ method: 'GET', path: '/tags', repeat: 'always' }, options);
    const tags = recordsOf(body).filter((tag) => isSameName((tag as { name?: unknown } | null)?.name, value));
    return theOne(tags, subject);
}

interface Subject {
    field: string;
    what: string;
    /** Whether a new record is found only after minutes. */
    lags?: boolean;
}

function checkGiven(value: string, { field }: Subject): void {
    if (value.trim() === '') throw invalidField(field, sentence`${{ field }} is empty.`);
}

function theOne(records: unknown[], subject: Subject): string {
    const ids = [...new Set(records.map(idOf).filter((id) => id !== null))];
    const [id] = ids;
    if (id === undefined) throw notFound(subject);
    if (ids.length === 1) return id;
    throw new IntercomError(`There is more than one ${subject.what}: ${ids.join(', ')}.`, {
        code: 'ambiguous_reference',
        field: subject.field,
        hint: 'Use the id of the one that is meant.',
    });
}

function notFound({ what, field, lags }: Subject): IntercomError {
    const hint = lags ? 'A contact made in the last minutes may not be found yet: its id works at once.' : null;
    return new IntercomError(`There is no ${what}.`, { code: 'not_found', field, hint });
}

/** Compares as Intercom does: without case. Names come back with HTML's escapes at times. */
function isSameName(known: unknown, value: string): boolean {
    const plain = (name: string) => name.trim().toLowerCase();
    const name = String(known ?? '');
    return plain(name) === plain(value) || plain(unescaped(name)) === plain(value);
}

function unescaped(name: string): string {
    const signs: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    return name.replace(/&(amp|lt|gt|quot|#39);/g, (_, sign: string) => signs[sign] ?? '');
}
