import { readFileSync } from 'node:fs';
import path from 'node:path';
import { marked } from 'marked';
import { isList } from '../action';
import { type Field, storedDefault } from '../fields';
import { escapeHtml } from '../html';
import { keysWithWords } from '../panel/facts';
import { type FieldKey, fill, type KeyIn } from '../words';
import { type NodeSource, root } from './discover';
import { type Labels, type Language, nodeText, textAt } from './words';

/** A message that goes into a new node, and what comes out: of each what people use. */
export interface Sample {
    in: Readonly<Record<string, unknown>>;
    out: Readonly<Record<string, unknown>>;
}

/** By the names of the nodes; `npm run samples` takes them from the sandbox. */
export type Samples = Readonly<Record<string, Sample>>;

const samples: Samples = JSON.parse(readFileSync(path.join(root, 'src/build/samples.json'), 'utf8'));

/** Where Intercom documents an operation. */
const REFERENCE = 'https://developers.intercom.com/docs/references/rest-api/api.intercom.io/';

/**
 * The help of a node in one language: its sentence, what is generated from its fields, and `help/<node>.md`, which
 * holds what else there is to say. `undefined` where a part is missing that English has: half a help is worse than
 * English.
 */
export function helpHtml(language: Language, node: NodeSource, english: Language): string | undefined {
    const sentence = textAt(language.labels, `nodes.${node.name}.sentence`);
    const more = language.help.get(node.name);
    if (sentence === undefined || (more === undefined && english.help.has(node.name))) return undefined;
    try {
        const generated = node.action ? lists(language.labels, node) : '';
        // what stands before the first heading goes on from the sentence
        const [text, ...details] = `${sentence}\n\n${more ?? ''}`.split(/\n(?=#)/);
        const html = [markdown(text ?? ''), generated, ...details.map(markdown)];
        return `<script type="text/html" data-help-name="intercom-${node.name}">${dense(html.join('\n'))}</script>\n`;
    } catch (error) {
        if (error instanceof MissingWord) return undefined;
        throw error;
    }
}

/** Without the space between blocks, and tags that HTML lets one leave out: every editor loads all of it. */
const dense = (html: string): string =>
    html
        .trim()
        .replaceAll(/<\/(?:p|li)>/g, '')
        .replaceAll(/\s+(?=<\/?(?:d[ldt]|h\d|li|ol|p|pre|t\w+|ul)\b)/g, '');

const markdown = (text: string): string => marked.parse(text, { async: false });

/** What lies deeper in a sample is left out: it is long, and Intercom's page has it. */
const MAX_DEPTH = 3;

/** As many characters as a line of the sidebar takes. */
const LINE = 56;

/** A value as people write it: short parts on a line. What was left out is `…`. */
function written(value: unknown, indent = ''): string {
    if (value === '…') return value;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const isArray = Array.isArray(value);
    const inner = `${indent}  `;
    const parts = (within: string) =>
        Object.entries(value).map(([key, one]) =>
            isArray || key === '…' ? written(one, within) : `${keyWritten(key)}: ${written(one, within)}`,
        );
    const [open, close] = isArray ? '[]' : '{}';
    const line = isArray ? `[${parts('').join(', ')}]` : `{ ${parts('').join(', ')} }`;
    if (parts('').length === 0) return `${open}${close}`;
    if (inner.length / 2 > MAX_DEPTH && !isArray) return '{ … }';
    if (line.length <= LINE - indent.length && !line.includes('\n')) return line;
    return `${open}\n${inner}${parts(inner).join(`,\n${inner}`)}\n${indent}${close}`;
}

const keyWritten = (key: string): string => (/^\w+$/.test(key) ? key : JSON.stringify(key));

type HelpKey = KeyIn<'help' | 'common'> | FieldKey;

/** A message without what `msg.intercom` says in every other one too. */
function withoutShared({ intercom, ...message }: Record<string, unknown>): Record<string, unknown> {
    const { action, statusCode, requestId, rateLimit, ...own } = (intercom ?? {}) as Record<string, unknown>;
    return { ...message, intercom: { ...own, '…': '…' } };
}

/** What people use of a record, by its type: properties that are said in the same words stand together. */
export const used: Readonly<Record<string, Readonly<Record<string, KeyIn<'help'>>>>> = {
    contact: {
        id: 'help.has_id',
        external_id: 'help.has_yourId',
        role: 'help.has_role',
        'name, email, phone': 'help.has_person',
        owner_id: 'help.has_owner',
        custom_attributes: 'help.has_own',
        'tags, companies': 'help.has_inData',
        'created_at, last_seen_at': 'help.has_time',
    },
    company: {
        id: 'help.has_id',
        company_id: 'help.has_yourId',
        'name, website, industry, size, monthly_spend': 'help.has_company',
        plan: 'help.has_kind',
        user_count: 'help.has_users',
        custom_attributes: 'help.has_own',
        'created_at, last_request_at': 'help.has_time',
    },
    conversation: {
        id: 'help.has_id',
        state: 'help.has_state',
        read: 'help.has_read',
        'admin_assignee_id, team_assignee_id': 'help.has_assignees',
        contacts: 'help.has_contacts',
        source: 'help.has_source',
        conversation_parts: 'help.has_parts',
        tags: 'help.has_tags',
        custom_attributes: 'help.has_own',
        'created_at, updated_at': 'help.has_time',
    },
    ticket: {
        id: 'help.has_id',
        ticket_id: 'help.has_number',
        ticket_type: 'help.has_kind',
        open: 'help.has_open',
        ticket_state: 'help.has_ticketState',
        ticket_attributes: 'help.has_attributes',
        'admin_assignee_id, team_assignee_id': 'help.has_assignees',
        contacts: 'help.has_contacts',
        'created_at, updated_at': 'help.has_time',
    },
    tag: { id: 'help.has_id', name: 'help.has_name' },
};

/** Of what a node sends, the properties that people use. An answer that is all in the sample has no other. */
function usedOf({ payload }: Record<string, unknown>): [names: string, words: KeyIn<'help'>][] {
    const record = Object([payload].flat()[0]) as Record<string, unknown>;
    return Object.entries(used[String(record.type)] ?? {}).filter(
        ([names]) => '…' in record || names.split(', ').some((name) => name in record),
    );
}

class MissingWord extends Error {}

function lists(labels: Labels, { name, action }: NodeSource): string {
    if (!action) return '';
    const text = (key: HelpKey, values: Record<string, unknown> = {}): string => {
        const found = nodeText(labels, name, key);
        if (found === undefined) throw new MissingWord(key);
        return escapeHtml(fill(found, values));
    };
    const entry = (term: string, kind: string, about: string, optional: boolean) =>
        `<dt${optional ? ' class="optional"' : ''}>${term} <span class="property-type">${kind}</span><dd>${about}`;
    const about = (property: string, field: Field): string => {
        const { type, value } = storedDefault(property, field);
        const { choices, min, max } = field;
        const keys = Object.values(keysWithWords(field));
        return [
            text(`fields.${property}.about`),
            keys.length > 1 && text('help.by', { keys: keys.map((key) => textAt(labels, `by.${key}`)).join(', ') }),
            choices && text('help.choices', { choices: choices.join(', ') }),
            min !== undefined && max !== undefined && text('help.range', { min, max }),
            type === 'msg' && text('help.from', { place: `msg.${value}` }),
        ]
            .filter(Boolean)
            .join(' ');
    };
    const list = isList(action);
    const inputs = Object.entries(action.fields).map(([property, field]) =>
        entry(
            text(`fields.${property}.label`),
            text(`help.kind_${field.kind.name}` as HelpKey),
            about(property, field),
            !field.required,
        ),
    );
    const outputs = [
        entry('payload', list ? 'array | object' : 'object', text(list ? 'help.payloadList' : 'help.payload'), false),
        entry('intercom', 'object', text(list ? 'help.intercomList' : 'help.intercom'), false),
        ...(list ? [entry('parts', 'object', text('help.parts'), true)] : []),
    ];
    const sample = samples[name];
    const properties = sample ? usedOf(sample.out) : [];
    const message = (heading: KeyIn<'help'>, msg: object): string =>
        `<p>${text(heading)}</p>\n<pre>${escapeHtml(written(msg)).replaceAll('&#34;', '"')}</pre>\n`;
    const section = (heading: KeyIn<'help'>, entries: string[]) =>
        entries.length === 0
            ? ''
            : `<h3>${text(heading)}</h3>\n<dl class="message-properties">\n${entries.join('\n')}\n</dl>\n`;
    return [
        action.destroys && `<p><b>${text('common.destroys')}</b></p>\n`,
        section('help.inputs', inputs),
        section('help.outputs', outputs),
        sample && `<h3>${text('help.example')}</h3>\n`,
        sample && Object.keys(sample.in).length > 0 && message('help.sampleIn', sample.in),
        sample && message('help.sampleOut', withoutShared(sample.out)),
        properties.length > 0 &&
            `<p>${text('help.has')}</p><dl class="message-properties">${properties
                .map(([names, words]) => `<dt>${names}<dd>${text(words)}`)
                .join('')}</dl>`,
        `<h3>${text('help.errors')}</h3>\n<p>${text('help.errorText')}</p>\n`,
        `<h3>${text('help.references')}</h3>\n<ul><li><a href="${REFERENCE}${action.reference}" target="_blank">${text('help.api')}</a></li></ul>`,
    ]
        .filter(Boolean)
        .join('');
}
