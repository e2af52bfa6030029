import {
    type ApiAnswer,
    type CallOptions,
    type Client,
    getContact,
    IntercomError,
    idOf,
    path,
    recordsOf,
    searchBody,
} from '../../src/client';

/** What a contact is made of, under Intercom's names. */
export type ContactBody = Readonly<Record<string, unknown>>;

/** How far a contact that is there already is touched. */
export type IfExists = 'update' | 'return';

interface Upserted {
    answer: ApiAnswer;
    /** Whether the contact was there before. */
    existed: boolean;
}

/** Others archive, delete and create meanwhile: so many times the contact is looked for anew. */
const MOST_ROUNDS = 5;
/** Searches show a new contact only after minutes; until then we know it ourselves. */
const LAG_MS = 15 * 60_000;

/** What was made with one token lately and is being made now, by email or external id. */
class Recent {
    readonly #made = new Map<string, { id: string; until: number }>();
    readonly #turns = new Map<string, Promise<unknown>>();

    get(key: string, now: number): string | undefined {
        const made = this.#made.get(key);
        return made && made.until > now ? made.id : undefined;
    }

    add(key: string, id: string, now: number): void {
        this.#made.delete(key);
        this.#made.set(key, { id, until: now + LAG_MS });
        for (const [old, { until }] of this.#made) {
            if (until > now) break;
            this.#made.delete(old);
        }
    }

    forget(key: string): void {
        this.#made.delete(key);
    }

    /** One after the other for the same person, so that no two messages make the same contact. */
    async inTurn<T>(key: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
        const before = this.#turns.get(key);
        const turn = before ? ended(before, signal).then(work) : work();
        const both = Promise.allSettled([before, turn]);
        this.#turns.set(key, both);
        both.then(() => this.#turns.get(key) === both && this.#turns.delete(key));
        return turn;
    }
}

/** Resolves when something has ended, or nobody waits for it any more. */
function ended(work: Promise<unknown>, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
        const go = () => {
            signal?.removeEventListener('abort', go);
            resolve();
        };
        signal?.addEventListener('abort', go, { once: true });
        work.then(go);
    });
}

/** By account: several connections may be to one workspace. */
const recents = new Map<string, Recent>();

function recentOf({ account }: Client): Recent {
    const known = recents.get(account) ?? new Recent();
    recents.set(account, known);
    return known;
}

const text = (value: unknown): string | undefined =>
    value === undefined || value === null || value === '' ? undefined : String(value);

/** An update must not resubscribe anybody: a preset `false` is none that somebody has set. */
function changesOf(body: ContactBody): ContactBody {
    const { unsubscribed_from_emails, ...rest } = body;
    return unsubscribed_from_emails === true ? body : rest;
}

const create = (client: Client, body: ContactBody, options: CallOptions): Promise<ApiAnswer> =>
    client.call(
        {
            method: 'POST',
            path: '/contacts',
            body,
            // Intercom takes any number of leads with the same details
            repeat: body.role === 'lead' ? 'never' : 'create-contact',
        },
        options,
    );

/** Reads or changes a contact that is there, or whatever it was merged into. */
async function settle(id: string, ifExists: IfExists, body: ContactBody, client: Client, options: CallOptions) {
    if (ifExists === 'return') return getContact(client, id, options);
    const put = (to: string) =>
        client.call({ method: 'PUT', path: path`/contacts/${to}`, body: changesOf(body), repeat: 'always' }, options);
    try {
        return await put(id);
    } catch (error) {
        if (!(error instanceof IntercomError) || error.mergedInto === null) throw error;
        const { body: survivor } = await getContact(client, error.mergedInto, options);
        return put(idOf(survivor) ?? error.mergedInto);
    }
}

const isStatus = (error: unknown, ...statuses: number[]): error is IntercomError =>
    error instanceof IntercomError && statuses.includes(error.statusCode ?? 0);

/** Brings an archived contact back. False where that cannot be: it is deleted, but its email stays taken for a while. */
async function unarchived(id: string, client: Client, options: CallOptions): Promise<boolean> {
    try {
        await client.call({ method: 'POST', path: path`/contacts/${id}/unarchive`, repeat: 'always' }, options);
        return true;
    } catch (error) {
        if (isStatus(error, 400, 404, 422)) return false;
        throw error;
    }
}

/**
 * A contact with an email, as far as a search knows it. The search may show it as it was minutes ago, so that it is read
 * as well. Intercom keeps emails in lower case.
 */
async function withEmail(email: string, role: 'user' | undefined, client: Client, options: CallOptions) {
    const filter = (field: string, value: string) => ({ field, operator: '=', value });
    const emails = [...new Set([email, email.toLowerCase()])].map((one) => filter('email', one));
    const named = emails.length > 1 ? { operator: 'OR', value: emails } : emails[0];
    const query = role ? { operator: 'AND', value: [filter('role', role), named] } : named;
    const body = searchBody({ query }, { perPage: 10 });
    const answer = await client.call({ method: 'POST', path: '/contacts/search', body, repeat: 'always' }, options);
    for (const id of recordsOf(answer.body).map(idOf)) {
        if (id !== null && (await isNow(id, { email: email.toLowerCase(), role }, client, options))) return id;
    }
    return undefined;
}

async function isNow(
    id: string,
    { email, role }: { email: string; role: string | undefined },
    client: Client,
    options: CallOptions,
): Promise<boolean> {
    try {
        const { body } = await client.call<{ email?: unknown; role?: unknown } | null>(
            { method: 'GET', path: path`/contacts/${id}`, repeat: 'always' },
            options,
        );
        return text(body?.email)?.toLowerCase() === email && (role === undefined || body?.role === role);
    } catch (error) {
        if (isStatus(error, 404, 410)) return false;
        throw error;
    }
}

/** A person whom one message creates or finds. */
interface Person {
    key: string;
    email?: string;
    body: ContactBody;
    ifExists: IfExists;
    client: Client;
    options: CallOptions;
    recent: Recent;
}

/** A user: Intercom itself keeps them apart, and names the one that is there already in its 409. */
async function user(person: Person): Promise<Upserted | undefined> {
    const { key, body, ifExists, client, options, recent } = person;
    let id: string;
    try {
        const answer = await create(client, body, options);
        // after a lost answer it may be somebody else's
        if (!answer.repeated) return { answer, existed: false };
        id = idOf(answer.body) ?? '';
        if (ifExists === 'return') return { answer, existed: true };
    } catch (error) {
        if (!isStatus(error, 409) || error.existingId === null) throw error;
        id = error.existingId;
        if (error.isExistingArchived && !(await unarchived(id, client, options))) {
            const successor = await successorOf(person);
            if (successor === undefined) return { answer: await anew(person), existed: false };
            id = successor;
        }
    }
    try {
        return { answer: await settle(id, ifExists, body, client, options), existed: true };
    } catch (error) {
        // archived or deleted between the two requests: once more
        if (!isStatus(error, 404)) throw error;
        recent.forget(key);
        return undefined;
    }
}

/** The user who was made after one of the same details was deleted: the 409 goes on naming the deleted one. */
async function successorOf({ key, email, body, client, options, recent }: Person): Promise<string | undefined> {
    const made = recent.get(key, client.now());
    if (made !== undefined) return made;
    const externalId = text(body.external_id);
    if (externalId !== undefined && externalId !== '.' && externalId !== '..') {
        try {
            const { body: found } = await client.call(
                { method: 'GET', path: path`/contacts/find_by_external_id/${externalId}`, repeat: 'always' },
                options,
            );
            return idOf(found) ?? undefined;
        } catch (error) {
            if (!isStatus(error, 404) && !(error instanceof IntercomError && error.code === 'intercom_version_invalid'))
                throw error;
        }
    }
    return email === undefined ? undefined : withEmail(email, 'user', client, options);
}

/** A user whose details a deleted one still holds: nobody keeps them from a lead, who then becomes a user. */
async function anew({ key, body, client, options, recent }: Person): Promise<ApiAnswer> {
    const { external_id, ...rest } = body;
    const lead = await create(client, { ...rest, role: 'lead' }, options);
    const id = idOf(lead.body);
    if (id === null) throw new IntercomError('The contact was answered without an id.', { code: 'invalid_response' });
    recent.add(key, id, client.now());
    return client.call(
        { method: 'PUT', path: path`/contacts/${id}`, body: { ...body, role: 'user' }, repeat: 'always' },
        options,
    );
}

/** A lead: Intercom takes any number of the same, so that we look for one with the email ourselves. */
async function lead(person: Person): Promise<Upserted | undefined> {
    const { key, email, body, ifExists, client, options, recent } = person;
    const id =
        recent.get(key, client.now()) ??
        (email === undefined ? undefined : await withEmail(email, undefined, client, options));
    if (id === undefined) {
        const answer = await create(client, body, options);
        const created = idOf(answer.body);
        if (created !== null && email !== undefined) recent.add(key, created, client.now());
        return { answer, existed: false };
    }
    try {
        // a user stays one
        const { role, ...rest } = body;
        return { answer: await settle(id, ifExists, rest, client, options), existed: true };
    } catch (error) {
        if (!isStatus(error, 404)) throw error;
        recent.forget(key);
        return undefined;
    }
}

/**
 * Creates a contact, or updates or returns the one that is there: whatever others do meanwhile, and however late
 * searches know of it. Archived ones are brought back first; a deleted one's email is given to a new contact.
 * @throws IntercomError as {@link Client.call}
 */
export async function upsert(
    body: ContactBody,
    ifExists: IfExists,
    client: Client,
    options: CallOptions,
): Promise<Upserted> {
    const email = text(body.email)?.trim();
    const key = email?.toLowerCase() ?? text(body.external_id);
    const isLead = body.role === 'lead';
    // a lead's external id is Intercom's own: without an email nothing tells one from another
    if (key === undefined || (isLead && email === undefined)) {
        return { answer: await create(client, body, options), existed: false };
    }
    const recent = recentOf(client);
    const person: Person = {
        key: `${isLead ? 'lead' : 'user'} ${key}`,
        email,
        body,
        ifExists,
        client,
        options,
        recent,
    };
    return recent.inTurn(person.key, options.signal, async () => {
        for (let round = 0; round < MOST_ROUNDS; round++) {
            const done = await (isLead ? lead(person) : user(person));
            if (done) return done;
        }
        throw new IntercomError('The contact comes and goes.', {
            code: 'conflict',
            retryable: true,
            hint: 'Others archive or delete it at the same time: try again later.',
        });
    });
}
