import type { NodeAPI } from 'node-red';
import type { AskedList, AttributeFacts, AttributeKind, PickAnswer, PickItem } from '../../src/action';
import { type CallOptions, type Client, IntercomError, path, recordsOf } from '../../src/client';
import { CONNECTION, type ConnectionNode } from '../../src/runtime';

/** What the editor asks of a list. */
interface Question {
    /** Part of what the user remembers; empty for the beginning of the list. */
    search: string;
    /** Where an earlier answer ended. */
    more: string;
    /** Asks for the one entry with this value instead, to show its name. */
    value: string;
}

type Ask = (client: Client, question: Question, options: CallOptions) => Promise<PickAnswer>;

/** An Intercom record, of which only some properties matter here. */
type Facts = Record<string, unknown>;

/** Entries of one answer. */
const PAGE = 50;
/** How long a list is taken from memory: while somebody looks through it, not much longer. */
const CACHE_MS = 30_000;
/** Whoever looks at an open list waits this long, for Intercom or for its rate limit. */
const LONGEST_WAIT_MS = 10_000;
const LONGEST_HOLD_MS = 2_000;
/** Companies cannot be searched by a part of their name, so pages are read, at most so many for one question. */
const COMPANY_PAGES = 6;

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

const matches = ({ value, label, hint = '' }: PickItem, search: string): boolean =>
    [value, label, hint].some((part) => part.toLowerCase().includes(search.toLowerCase()));

/** What was fetched, by what was asked, of each client; a client ends with a deploy of its connection. */
const memory = new WeakMap<Client, Map<string, { at: number; fetched: Promise<unknown> }>>();

function cached<T>(client: Client, key: string, fetch: () => Promise<T>): Promise<T> {
    const known = memory.get(client) ?? new Map<string, { at: number; fetched: Promise<unknown> }>();
    memory.set(client, known);
    const now = client.now();
    for (const [old, { at }] of known) if (now - at >= CACHE_MS) known.delete(old);
    const found = known.get(key);
    if (found) return found.fetched as Promise<T>;
    const fetched = fetch();
    known.set(key, { at: now, fetched });
    fetched.catch(() => known.delete(key));
    return fetched;
}

/** A list that Intercom answers whole: it is searched and cut into pages here. */
function whole(address: string, toItem: (facts: Facts) => PickItem | undefined, query?: Facts): Ask {
    return async (client, { search, more, value }, options) => {
        const records = await cached(client, address + JSON.stringify(query ?? {}), async () => {
            const { body } = await client.call({ method: 'GET', path: address, query, repeat: 'always' }, options);
            return recordsOf(body) as Facts[];
        });
        const items = records.map(toItem).filter((item) => item !== undefined);
        if (value !== '') return { items: items.filter((item) => item.value === value), more: null };
        const found = items.filter((item) => matches(item, search)).sort((a, b) => a.label.localeCompare(b.label));
        const start = Number(more) || 0;
        const end = start + PAGE;
        return { items: found.slice(start, end), more: end < found.length ? String(end) : null };
    };
}

const named = ({ id, name }: Facts): PickItem => ({ value: text(id), label: text(name) || text(id) });

const company = ({ id, name, company_id }: Facts): PickItem => ({
    value: text(id),
    label: text(name) || text(company_id) || text(id),
    hint: text(company_id),
});

const contact = ({ id, name, email, external_id, role }: Facts): PickItem => {
    const names = [name, email, external_id, id].map(text).filter((one) => one !== '');
    return { value: text(id), label: names[0] ?? '', hint: text(names[0] === email ? role : email || role) };
};

/** One record; undefined when Intercom has none. */
async function one<T>(
    client: Client,
    address: string,
    toItem: (facts: Facts) => T,
    options: CallOptions,
    query?: Facts,
): Promise<T | undefined> {
    try {
        const { body } = await client.call<Facts>({ method: 'GET', path: address, query, repeat: 'always' }, options);
        return toItem(body);
    } catch (error) {
        if (error instanceof IntercomError && [404, 410].includes(error.statusCode ?? 0)) return undefined;
        throw error;
    }
}

const only = (item: PickItem | undefined): PickAnswer => ({ items: item ? [item] : [], more: null });

const contacts: Ask = async (client, { search, more, value }, options) => {
    if (value !== '') return only(await one(client, path`/contacts/${value}`, contact, options));
    const pagination = { per_page: PAGE, ...(more !== '' && { starting_after: more }) };
    const filters = [
        { field: 'name', operator: '~', value: search },
        { field: 'email', operator: '~', value: search },
        { field: 'external_id', operator: '=', value: search },
        ...(/^[0-9a-f]{24}$/i.test(search) ? [{ field: 'id', operator: '=', value: search }] : []),
    ];
    const { body } = await client.call<Facts>(
        search === ''
            ? { method: 'GET', path: '/contacts', query: pagination, repeat: 'always' }
            : {
                  method: 'POST',
                  path: '/contacts/search',
                  body: { query: { operator: 'OR', value: filters }, pagination },
                  repeat: 'always',
              },
        options,
    );
    const next = (body.pages as { next?: { starting_after?: string } | null } | null)?.next;
    return { items: (recordsOf(body) as Facts[]).map(contact), more: next?.starting_after || null };
};

/** A page of companies, and whether it is the last. */
function companyPage(
    client: Client,
    page: number,
    options: CallOptions,
): Promise<{ items: PickItem[]; last: boolean }> {
    return cached(client, `/companies ${page}`, async () => {
        const query = { page, per_page: PAGE };
        const { body } = await client.call<Facts>(
            { method: 'GET', path: '/companies', query, repeat: 'always' },
            options,
        );
        const items = (recordsOf(body) as Facts[]).map(company);
        const total = Number((body.pages as { total_pages?: unknown } | null)?.total_pages ?? 0);
        return { items, last: items.length === 0 || page >= total };
    });
}

/** The companies of exactly this name, or with this id of the user's: wherever they stand in the list. */
async function exactCompanies(client: Client, search: string, options: CallOptions): Promise<PickItem[]> {
    const found = await Promise.all(
        ['name', 'company_id'].map((key) => one(client, '/companies', (facts) => facts, options, { [key]: search })),
    );
    return found.flatMap((body) => (body ? (recordsOf(body) as Facts[]).map(company) : []));
}

const companies: Ask = async (client, { search, more, value }, options) => {
    if (value !== '') return only(await one(client, path`/companies/${value}`, company, options));
    const exact = search === '' || more !== '' ? [] : await exactCompanies(client, search, options);
    const items = new Map(exact.map((item) => [item.value, item]));
    let page = Number(more) || 1;
    for (let read = 0; read < COMPANY_PAGES && items.size < PAGE; read++) {
        const { items: all, last } = await companyPage(client, page, options);
        for (const item of all) if (matches(item, search)) items.set(item.value, item);
        if (last) return { items: [...items.values()], more: null };
        page++;
        if (search === '') break;
    }
    return { items: [...items.values()], more: String(page) };
};

const attributeKinds: Record<string, AttributeKind> = {
    string: 'text',
    integer: 'integer',
    float: 'number',
    decimal: 'number',
    boolean: 'boolean',
    date: 'date',
    datetime: 'date',
    list: 'option',
};

/** A custom attribute of contacts or companies that the API may write. */
function dataAttribute({ name, label, description, data_type, options, custom, archived, api_writable }: Facts) {
    if (custom !== true || archived === true || api_writable === false) return undefined;
    const values = Array.isArray(options) ? options.map(text) : [];
    const attribute: AttributeFacts = {
        name: text(name),
        kind: values.length > 0 ? 'option' : (attributeKinds[text(data_type)] ?? 'other'),
        about: text(description),
        ...(values.length > 0 && { options: values.map((one) => ({ value: one, label: one })) }),
    };
    const shown = text(label);
    return { value: text(name), label: shown || text(name), hint: shown === text(name) ? '' : text(name), attribute };
}

/** An attribute of a ticket type. Its kind is what Intercom says, whatever its name sounds like. */
function ticketAttribute(facts: Facts): AttributeFacts {
    const options = facts.input_options as { multiline?: boolean; list_options?: Facts[] } | null;
    const kind = attributeKinds[text(facts.data_type)] ?? 'other';
    return {
        name: text(facts.name),
        kind: kind === 'text' && options?.multiline ? 'lines' : kind,
        required: facts.required_to_create === true,
        about: text(facts.description),
        ...(kind === 'option' && {
            options: (options?.list_options ?? []).map(({ id, label }) => ({ value: text(id), label: text(label) })),
        }),
    };
}

function ticketType(facts: Facts): PickItem | undefined {
    if (facts.archived === true) return undefined;
    const list = (facts.ticket_type_attributes ?? {}) as { data?: Facts[] };
    const attributes = (list.data ?? []).filter(({ archived }) => archived !== true);
    attributes.sort((a, b) => Number(a.order ?? 0) - Number(b.order ?? 0));
    return { ...named(facts), hint: text(facts.category), attributes: attributes.map(ticketAttribute) };
}

const lists: Partial<Record<AskedList, Ask>> = {
    contacts,
    companies,
    tags: whole('/tags', named),
    segments: whole('/segments', (facts) => ({ ...named(facts), hint: text(facts.person_type) })),
    ticketTypes: whole('/ticket_types', ticketType),
    admins: whole('/admins', (facts) => ({ ...named(facts), hint: text(facts.email) })),
    contactAttributes: whole('/data_attributes', dataAttribute, { model: 'contact' }),
    companyAttributes: whole('/data_attributes', dataAttribute, { model: 'company' }),
    conversationAttributes: whole('/data_attributes', dataAttribute, { model: 'conversation' }),
};

const isList = (name: string): name is AskedList => Object.hasOwn(lists, name);

/** The codes that the editor has words for, where Intercom's own differ from call to call. */
function codeOf({ code, statusCode, field }: IntercomError): string {
    if (statusCode === 401) return 'unauthorized';
    if (statusCode === 403) return 'forbidden';
    if (statusCode === 429) return 'rate_limited';
    return code === 'no_connection' && field === 'accessToken' ? 'no_token' : code;
}

function failed(error: unknown): PickAnswer {
    const known = error instanceof IntercomError;
    return {
        items: [],
        more: null,
        error: {
            code: known ? codeOf(error) : 'internal_error',
            message: error instanceof Error ? error.message : String(error),
        },
    };
}

/** Asks a list within the time that somebody in front of it waits. */
async function answer(client: Client, list: AskedList, question: Question): Promise<PickAnswer> {
    const late = AbortSignal.timeout(LONGEST_WAIT_MS);
    const held = new AbortController();
    const options: CallOptions = {
        lane: 'editor',
        signal: AbortSignal.any([late, held.signal]),
        onHold: (until) => {
            if (until !== null && until - client.now() > LONGEST_HOLD_MS) held.abort();
        },
    };
    try {
        return await (lists[list] as Ask)(client, question, options);
    } catch (error) {
        if (held.signal.aborted)
            return failed(new IntercomError('The rate limit is used up.', { code: 'rate_limited' }));
        if (late.aborted) return failed(new IntercomError('Intercom has not answered in time.', { code: 'timeout' }));
        return failed(error);
    }
}

/** Serves the lists of the workspace that panels offer. Failures are answers too: each panel words them itself. */
export function servePickLists(RED: NodeAPI): void {
    RED.httpAdmin?.get('/intercom/pick/:list', RED.auth.needsPermission('intercom.read'), async (request, response) => {
        const { connection, search, more, value } = request.query;
        const list = text(request.params.list);
        if (!isList(list)) {
            response.status(404).end();
            return;
        }
        const node = RED.nodes.getNode(text(connection)) as ConnectionNode | null;
        if (node?.type !== CONNECTION) {
            const message = 'The connection is not deployed.';
            response.json(failed(new IntercomError(message, { code: 'not_deployed' })));
            return;
        }
        const question = { search: text(search).trim(), more: text(more), value: text(value) };
        try {
            response.json(await answer(node.client(), list, question));
        } catch (error) {
            response.json(failed(error)); // no client: the connection lacks something
        }
    });
}
