import { decodeCursor } from '../http/pages';
import { type Contact, isActive } from '../store/contact';
import type { SandboxState } from '../store/state';
import { contactFields } from './contact-fields';
import type { Days } from './days';
import { compileQuery } from './query';
import { type Hit, hitsAfter, type SearchPlan, searchPlan, sortHits } from './search';

/** One page of found contacts. */
export interface FoundContacts {
    contacts: Contact[];
    total: number;
    page: number;
    plan: SearchPlan;
    /** Where the next page starts, if there is one. */
    next: { value: Hit<number>['key']; id: string } | undefined;
}

interface Remembered {
    version: number;
    key: string;
    hits: Hit<number>[];
}

/** Searches the contacts of one workspace. The last result is remembered, so that walking a long one stays quick. */
export class ContactSearch {
    private last: Remembered | undefined;

    constructor(
        private readonly state: SandboxState,
        private readonly days: Days,
    ) {}

    /** `moment`: contacts are found as they were then, in milliseconds. */
    find(body: Record<string, unknown>, moment: number): FoundContacts {
        const fields = contactFields(this.state.dataAttributes);
        const test = compileQuery(body.query, fields, this.days);
        const plan = searchPlan(body, fields, 50, 'ascending');
        const cursor = decodeCursor((body.pagination as Record<string, unknown> | undefined)?.starting_after);
        const page = cursor?.page ?? 1;
        const after = cursor && { key: cursor.value, tie: this.state.contacts.get(cursor.id)?.ordinal ?? -1 };
        const stale = this.state.contacts.past.since(moment);
        if (isEverybody(body.query) && !stale && byAge(plan)) {
            return this.everybody(plan, page, after?.tie);
        }
        const sortKey = plan.sortField ?? 'created_at';
        const get = fields(sortKey)?.get ?? (() => null);
        const all = (): Hit<number>[] => {
            const hits: Hit<number>[] = [];
            const exact = stale ? undefined : exactCandidates(this.state, body.query);
            for (const contact of exact ?? this.state.contacts.walk('oldest', undefined, moment)) {
                if (!isActive(contact) || !test(contact)) continue;
                hits.push({ key: key(get(contact)), tie: contact.ordinal, ref: contact.ordinal });
            }
            return sortHits(hits, plan.order);
        };
        const hits = this.remembered(JSON.stringify([body.query, sortKey, plan.order, stale && moment]), all);
        const found = hitsAfter(hits, after, plan);
        const shown = found.slice(0, plan.perPage);
        const last = shown.at(-1);
        const { past } = this.state.contacts;
        const contacts = shown.map((hit) => past.at(moment, hit.ref, this.state.contacts.at(hit.ref)) as Contact);
        const more = found.length > plan.perPage && last;
        const next = more ? { value: last.key, id: (contacts.at(-1) as Contact).id } : undefined;
        return { contacts, total: hits.length, page, plan, next };
    }

    /** `created_at > 0` in the order of creation needs no search. */
    private everybody(plan: SearchPlan, page: number, beyond: number | undefined): FoundContacts {
        const contacts: Contact[] = [];
        for (const contact of this.state.contacts.walk(plan.order === 'ascending' ? 'oldest' : 'newest', beyond)) {
            contacts.push(contact);
            if (contacts.length > plan.perPage) break;
        }
        const more = contacts.length > plan.perPage;
        if (more) contacts.pop();
        const last = contacts.at(-1);
        const next = more && last ? { value: last.created_at, id: last.id } : undefined;
        return { contacts, total: this.state.contacts.count, page, plan, next };
    }

    private remembered(key: string, make: () => Hit<number>[]): Hit<number>[] {
        const { version } = this.state.contacts;
        if (this.last?.key !== key || this.last.version !== version) this.last = { key, version, hits: make() };
        return this.last.hits;
    }
}

const byAge = (plan: SearchPlan): boolean => plan.sortField === undefined || plan.sortField === 'created_at';

/** The match-all that is used in the field. */
function isEverybody(query: unknown): boolean {
    const { field, operator, value } = query as Record<string, unknown>;
    return (field === 'created_at' || field === 'updated_at') && operator === '>' && value === 0;
}

/** The few contacts an exact filter on id, email or external_id leaves, without looking at all of them. */
function exactCandidates(state: SandboxState, query: unknown): Contact[] | undefined {
    const { field, operator, value } = query as Record<string, unknown>;
    if (operator === 'AND' && Array.isArray(value)) {
        for (const part of value) {
            const found = exactCandidates(state, part);
            if (found) return found;
        }
    }
    if (operator !== '=' || typeof value !== 'string') return undefined;
    if (field === 'email' || field === 'external_id') return state.contacts.withText(field, value);
    if (field !== 'id') return undefined;
    const contact = state.contacts.get(value);
    return contact ? [contact] : [];
}

function key(value: unknown): Hit<number>['key'] {
    const type = typeof value;
    return type === 'string' || type === 'number' || type === 'boolean' ? (value as string | number | boolean) : null;
}
