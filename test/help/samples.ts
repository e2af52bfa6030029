/**
 * Takes the messages that the help shows from the sandbox: `npm run samples`. They are kept in src/build/samples.json,
 * so that a build needs no sandbox.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { type AnyAction, applies, fileName, isList, objectOf } from '../../src/action';
import type { Sample, Samples } from '../../src/build/help';
import { type Field, isPlainObject, storedDefault } from '../../src/fields';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { TestFlow } from '../nodes/flow';
import { type Known, knownRecords } from '../actions/known';
import { checkout } from '../support/package';
import { actions, defaultsOf } from '../support/stored';

export const samplesFile = join(checkout, 'src', 'build', 'samples.json');

/** The hour in which all samples are taken. */
const NOW = Date.UTC(2026, 0, 31, 9);

type Values = Record<string, unknown>;

/** What people put into a message, by the property that reads it. */
const usual: Values = {
    email: 'ann@example.com',
    contactName: 'Ann Example',
    role: 'user',
    companyName: 'Example Ltd',
    tagName: 'VIP',
    body: 'Your parcel is on its way.',
    subject: 'Your parcel',
    eventName: 'order-placed',
    ticketAttributes: { _default_title_: 'Export stops half way' },
};

/** Where a node is driven otherwise than a new one with the usual values: what it holds, and what the message does. */
const others: Record<string, (known: Known, found: Found) => { holds?: Values; values?: Values }> = {
    'create-tag': () => ({ values: { tagName: 'Early bird' } }),
    'update-tag': () => ({ values: { tagName: 'Early bird' } }),
    'create-company': () => ({ values: { companyId: 'c-17' } }),
    'search-contacts': ({ userEmail }) => ({ values: { email: userEmail, contactName: undefined, role: undefined } }),
    'detach-tag-from-contact': ({ taggedId, taggedWith }) => ({ values: { contactId: taggedId, tagId: taggedWith } }),
    'detach-company-from-contact': ({ memberId, memberOf }) => ({
        values: { contactId: memberId, companyId: memberOf },
    }),
    untag: ({ taggedId, taggedWith }) => ({
        holds: { on: 'contact' },
        values: { recordId: taggedId, tagId: taggedWith },
    }),
    'update-conversation': () => ({ holds: { title: 'Late parcel', titleType: 'str' } }),
    'update-ticket': () => ({ holds: { open: 'false', openType: 'bool' } }),
    'search-conversations': () => ({ holds: { state: 'open' } }),
    'search-tickets': () => ({ holds: { open: 'true', openType: 'bool' } }),
    'raw-request': () => ({ holds: { url: '/me', urlType: 'str' } }),
    'delete-tag': (_, { freeTag }) => ({ values: { tagId: freeTag } }),
};

/** What the sandbox has beside the records that tests know. */
interface Found {
    conversation: string;
    /** A tag that nothing depends on. */
    freeTag: string;
}

async function find({ url, token }: Sandbox): Promise<Found> {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const call = async (path: string, body?: object) =>
        (await fetch(url + path, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) })).json();
    const query = { field: 'created_at', operator: '>', value: 0 };
    const { conversations } = (await call('/conversations/search', { query })) as { conversations: { id: string }[] };
    const { id: freeTag } = (await call('/tags', { name: 'Unused' })) as { id: string };
    return { conversation: conversations[0]?.id ?? '', freeTag };
}

/** The message that gives a new node what it needs, and what people give it beside. */
function messageFor(action: AnyAction, values: Values, ids: Record<string, string>, holds: Values): Values {
    const payload: Values = {};
    const holding = { ...defaultsOf(action.type), ...holds };
    for (const [property, field] of Object.entries(action.fields) as [string, Field][]) {
        const stored = storedDefault(property, field);
        if (stored.type !== 'msg' || !applies(field, holding) || (property in holds && !(property in values))) continue;
        const object = objectOf(field, holding);
        const value = property in values ? values[property] : object && field.required ? ids[object.name] : undefined;
        if (value === undefined) continue;
        if (stored.value === 'payload') Object.assign(payload, { type: object?.name, id: value });
        else payload[stored.value.replace(/^payload\./, '')] = value;
    }
    return Object.keys(payload).length > 0 ? { payload } : {};
}

/** The properties of each kind of record that people use, in the order in which they are shown. */
const used: Record<string, string> = {
    contact:
        'type id role email name external_id phone owner_id created_at last_seen_at custom_attributes tags companies archived deleted',
    company: 'type id company_id name plan monthly_spend size website user_count created_at custom_attributes',
    conversation:
        'type id title state open read admin_assignee_id team_assignee_id source contacts tags created_at conversation_parts',
    ticket: 'type id ticket_id category open ticket_state ticket_type ticket_attributes admin_assignee_id contacts created_at',
    ticket_type: 'type id name category ticket_type_attributes ticket_states',
    tag: 'type id name',
    admin: 'type id name email away_mode_enabled team_ids',
    team: 'type id name admin_ids',
    list: 'data total_count',
    source: 'type author subject body',
    ticket_state: 'id category internal_label external_label',
    plan: 'name',
};

const MORE = '…';
const LONGEST_TEXT = 60;

/** What is shown of a value; what is left out leaves its mark. */
function trimmed(value: unknown, depth = 0, kind?: string): unknown {
    if (typeof value === 'string') return value.length > LONGEST_TEXT ? value.slice(0, LONGEST_TEXT - 1) + MORE : value;
    if (Array.isArray(value)) {
        return value
            .slice(0, 1)
            .map((one) => trimmed(one, depth + 1))
            .concat(value.length > 1 ? [MORE] : []);
    }
    if (!isPlainObject(value)) return value;
    const known = used[kind ?? ''] ?? used[String(value.type)];
    const isRecord = depth < 2 && known !== undefined;
    const wanted = isRecord ? known.split(' ') : Object.keys(value);
    const entries = wanted
        .filter((key) => value[key] !== undefined && value[key] !== null)
        .filter(
            (key) =>
                isRecord || depth === 0 || key === 'data' || /s$/.test(kind ?? '') || typeof value[key] !== 'object',
        )
        .slice(0, isRecord ? undefined : depth === 0 ? 10 : 4)
        .map((key) => [key, trimmed(value[key], depth + 1, key === 'data' ? 'list' : key)]);
    const isAll = entries.length === Object.keys(value).length;
    return Object.fromEntries(isAll ? entries : [...entries, [MORE, MORE]]);
}

/** What differs from time to time is of no use to anybody. */
function shownFacts({ rateLimit, ...facts }: Values): Values {
    return { ...facts, requestId: MORE, rateLimit: { limit: 10_000, remaining: 9_999, resetAt: NOW } };
}

/** One message each way for every action. */
export async function takeSamples(): Promise<Samples> {
    const sandbox = await startSandbox({ now: () => NOW });
    const samples: Record<string, Sample> = {};
    try {
        const known = await knownRecords(sandbox);
        for (const [type, action] of actions) {
            sandbox.reset();
            const found = await find(sandbox);
            const name = fileName(type);
            const { holds = {}, values = {} } = others[name]?.(known, found) ?? {};
            const ids = {
                contact: known.userId,
                company: known.companyId,
                tag: known.tagId,
                conversation: found.conversation,
                ticket: known.ticketId,
                admin: String(known.adminId),
            };
            const all = { ...usual, ticketTypeId: known.ticketTypeId, ...values };
            const msg = messageFor(action, all, ids, holds);
            const flow = await TestFlow.load(sandbox, type, { ...defaultsOf(type), ...holds });
            const { sent, caught } = await flow.send(structuredClone(msg));
            await helper.unload();
            const [out] = sent;
            if (!out) throw new Error(`${name} sends nothing: ${caught[0]?.error?.message}`);
            const { created_at, ...event } = out.payload as Values;
            samples[name] = {
                in: msg,
                out: {
                    // an event happens when the message comes in, by the clock on the wall
                    payload: trimmed(name === 'send-event' ? event : out.payload, isList(action) ? -1 : 0),
                    intercom: shownFacts(out.intercom as unknown as Values),
                },
            };
        }
    } finally {
        await sandbox.close();
    }
    return samples;
}

async function main(): Promise<void> {
    await new Promise<void>((resolve) => helper.startServer(resolve));
    writeFileSync(samplesFile, `${JSON.stringify(await takeSamples(), null, 2)}\n`);
    await new Promise<void>((resolve) => helper.stopServer(resolve));
}

if (require.main === module) {
    main().catch((error: Error) => {
        console.error(error);
        process.exitCode = 1;
    });
}
