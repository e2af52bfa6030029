/** What a value of an input is. Dates are Unix seconds, `isoDate` is ISO 8601 text, `day` is `YYYY-MM-DD`. */
export type Kind =
    | 'text'
    | 'id'
    | 'number'
    | 'integer'
    | 'boolean'
    | 'date'
    | 'isoDate'
    | 'day'
    | 'choice'
    /** Several texts or numbers. */
    | 'list'
    /** Several objects, see {@link Input.fields}. */
    | 'objects'
    /** An object of known fields. */
    | 'object'
    /** An object whose keys are the user's. */
    | 'map'
    /** Any JSON. */
    | 'json'
    | 'files'
    /** An object with a block for each language. */
    | 'locales';

/** One input of an operation. */
export interface Input {
    /** As Intercom writes it; a field of an object bears its own name only. */
    name: string;
    kind: Kind;
    required: boolean;
    /** Of a choice, or of a list's elements; empty where anything goes. */
    choices: string[];
    /** An id, or elements of a list, that Intercom's description types as number. */
    numeric: boolean;
    /** Of an object, or of each element of `objects`. */
    fields: Input[];
    /** Of an id: whose, by Intercom's name; absent where that hangs on another field. */
    record?: string;
}

/** What the node itself puts into a body, since it tells the form apart. */
export interface Constant {
    /** With dots: `companies.untag` is put into each of the companies. */
    at: string;
    value: string | boolean;
}

/** One of the bodies that an operation takes. */
export interface Form {
    /** Empty where there is one body only. */
    name: string;
    constants: Constant[];
    fields: Input[];
}

/**
 * Whether a call may be sent again when its answer was lost. `keys`: only with one of these fields in the body; `plain`:
 * only without this field; `role: lead` of a contact always counts as never.
 */
export type RepeatRule = 'always' | 'never' | 'delete' | { keys: string[] } | { plain: string };

/** How a list is asked for its next page. */
export type Paging = 'cursor' | 'cursor-body' | 'page' | 'page-body' | 'scroll' | 'next-cursor' | 'url' | 'whole';

/**
 * What comes back. `records`: where a list's records are, with a dot for one level below; `most`: how many a page takes
 * at most, where that is known.
 */
export type Answer =
    | { kind: 'json' | 'binary' | 'text' | 'redirect' | 'none' }
    | { kind: 'list'; records: string; paging: Paging; most?: number };

/** One of Intercom's operations. */
export interface Operation {
    /** `METHOD /path`, as the description writes it. */
    name: string;
    method: string;
    path: string;
    /** Key of its title in the catalogue. */
    key: string;
    /** The resource, as the description names it. */
    group: string;
    /** The first API version that has it. */
    since: string;
    repeat: RepeatRule;
    /** What it does cannot be taken back. */
    final: boolean;
    answer: Answer;
    ids: Input[];
    query: Input[];
    /** One or more; a single one without fields is an operation that takes no body. */
    forms: Form[];
    /** Of each of these groups at least one input must be given. With dots: where the object before it is given. */
    oneOf: string[][];
}

/** The versions before this one are not told apart. */
export const OLDEST = '2.7';

/** What an operation does by default when its answer was lost. */
export const usualRepeat = (method: string): RepeatRule =>
    method === 'POST' ? 'never' : method === 'DELETE' ? 'delete' : 'always';

/** What is deleted is gone, unless the table says otherwise. */
export const usuallyFinal = (method: string): boolean => method === 'DELETE';

const kinds: Record<string, Kind> = {
    b: 'boolean',
    d: 'day',
    f: 'files',
    i: 'integer',
    iso: 'isoDate',
    j: 'json',
    l: 'list',
    loc: 'locales',
    m: 'map',
    n: 'number',
    o: 'objects',
    s: 'text',
    t: 'date',
};

/** The short word of a kind in the table; undefined where the name or the shape says it. */
export const shortKind = (kind: Kind): string | undefined => Object.keys(kinds).find((short) => kinds[short] === kind);

/** A name that says that its value is an id of Intercom's. The two that a customer's system makes are plain text. */
export const namesAnId = (name: string): boolean =>
    /(^|_)id$/.test(name) && name !== 'external_id' && name !== 'user_id';

/** Ids whose name does not say of what they are. */
const owners: Record<string, string> = {
    author_id: 'admin',
    owner_id: 'admin',
    sender_id: 'admin',
    admin_assignee_id: 'admin',
    team_assignee_id: 'team',
    intercom_user_id: 'contact',
    from: 'contact',
    into: 'contact',
    merge_into_conversation_id: 'conversation',
    conversation_to_link_id: 'conversation',
    references_contact_id: 'contact',
    references_conversation_id: 'conversation',
};

/** What a bare `id` behind these words of a path is of, where that is not the word itself. */
const behind: Record<string, string> = { linked_conversations: 'conversation', events: 'contact', collect: 'call' };

const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/s$/, '');

/** Whose id an input is: by its name, or by what stands before it in the path. */
function recordOf(name: string, path: string): string | undefined {
    if (owners[name]) return owners[name];
    if (/^(assignee|target|parent|external|user)_id$/.test(name)) return undefined;
    if (name !== 'id' && name.endsWith('_id')) return name.slice(0, -'_id'.length);
    const parts = path.split('/');
    const at = parts.indexOf('{id}');
    const before = at > 0 ? parts[at - 1] : parts.at(-1);
    if (before === undefined || before.startsWith('{')) return undefined;
    return behind[before] ?? singular(before);
}

/** Tells of each id whose it is; that of a recipient hangs on its type. */
const withRecords = (inputs: Input[], path: string): Input[] =>
    inputs.map((input) => {
        if (input.kind !== 'id') return input;
        const record = recordOf(input.name, path);
        return record === undefined ? input : { ...input, record };
    });

/** Cuts at a sign where no bracket is open. */
function cut(text: string, sign: string): string[] {
    const parts: string[] = [];
    let depth = 0;
    let start = 0;
    for (let at = 0; at < text.length; at++) {
        const one = text[at];
        if (one === '(') depth++;
        else if (one === ')') depth--;
        else if (one === sign && depth === 0) {
            parts.push(text.slice(start, at));
            start = at + 1;
        }
    }
    return [...parts, text.slice(start)].filter((part) => part !== '');
}

const FIELD = /^(\w+)(!?)(?::(\w+?)(#?))?(?:=([^(]*))?(?:\((.*)\))?$/;

/**
 * Reads one input from the table's short text: `name!:kind=a/b(fields)`. Without a kind it is a choice, an object, an
 * id by its name, or text; `#` marks numbers.
 * @throws Error for anything else
 */
function readInput(text: string): Input {
    const found = FIELD.exec(text);
    if (!found) throw new Error(`The table has an unreadable field: ${text}`);
    const [, name = '', required, short, numeric, choices, fields] = found;
    const shown = choices === undefined ? [] : choices.split('/');
    const own = short === '' || short === undefined || short === 'id' ? undefined : kinds[short];
    const kind: Kind =
        own ??
        (shown.length > 0
            ? 'choice'
            : fields !== undefined
              ? 'object'
              : namesAnId(name) || short === 'id'
                ? 'id'
                : 'text');
    return {
        name,
        kind,
        required: required === '!',
        choices: shown,
        numeric: numeric === '#',
        fields: fields === undefined ? [] : readInputs(fields),
    };
}

/** Reads several inputs, parted by commas. */
export const readInputs = (text: string): Input[] => cut(text, ',').map(readInput);

/** Reads a form: `name{at:=value,…;fields}`. */
export function readForm(text: string): Form {
    const [, name = '', constants = '', fields = ''] = /^([^{]*)\{(?:([^;]*);)?(.*)\}$/.exec(text) ?? [];
    return {
        name,
        constants: cut(constants, ',').map((one) => {
            const [at = '', value = ''] = one.split(':=');
            return { at, value: value === 'true' ? true : value };
        }),
        fields: readInputs(fields),
    };
}

/** Reads a repeat rule: `+`, `-`, `+key|key`, `-field`. */
export function readRepeat(text: string): RepeatRule {
    if (text === '+') return 'always';
    if (text === '-') return 'never';
    return text.startsWith('+') ? { keys: text.slice(1).split('|') } : { plain: text.slice(1) };
}

/** Reads an answer: `records:paging:most` or `!kind`. */
export function readAnswer(text: string): Answer {
    if (text.startsWith('!')) return { kind: text.slice(1) as 'binary' };
    const [records = '', paging = 'whole', most] = text.split(':');
    return { kind: 'list', records, paging: paging as Paging, ...(most && { most: Number(most) }) };
}

/**
 * Reads a line of the table: `METHOD /path key` and what differs from the usual: `@2.16` since, `+…`/`-…` repeat,
 * `>…` answer, `?…` query, `^a|b` one of, `name{…}` a body.
 */
function readOperation(line: string, group: string): Operation {
    const [method = '', path = '', key = '', ...facts] = line.split(' ');
    const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ ...readInput(`${name}!`), kind: 'id' as const }));
    const bodies: string[] = [];
    let query = '';
    const operation: Omit<Operation, 'query' | 'forms'> = {
        name: `${method} ${path}`,
        method,
        path,
        key,
        group,
        since: OLDEST,
        repeat: usualRepeat(method),
        final: usuallyFinal(method),
        answer: { kind: 'json' },
        ids: withRecords(ids, path),
        oneOf: [],
    };
    for (const fact of facts) {
        const rest = fact.slice(1);
        if (fact.endsWith('}')) bodies.push(fact);
        else if (fact === '!') operation.final = !operation.final;
        else if (fact.startsWith('@')) operation.since = rest;
        else if (/^[+-]/.test(fact)) operation.repeat = readRepeat(fact);
        else if (fact.startsWith('>')) operation.answer = readAnswer(rest);
        else if (fact.startsWith('?')) query = rest;
        else if (fact.startsWith('^')) operation.oneOf.push(rest.split('|'));
        else throw new Error(`The table has an unreadable fact: ${fact}`);
    }
    // An id in the body is another than the one in the path.
    const inBody = path.split('/{id}')[1] || path;
    const inputs = lazily(() => withRecords(readInputs(query), path));
    const forms = lazily(() =>
        bodies.length === 0
            ? [{ name: '', constants: [], fields: [] }]
            : bodies.map(readForm).map((form) => ({ ...form, fields: withRecords(form.fields, inBody) })),
    );
    return {
        ...operation,
        get query() {
            return inputs();
        },
        get forms() {
            return forms();
        },
    };
}

/** Read when first asked for: a panel shows all operations, but the fields of one. */
function lazily<T>(read: () => T): () => T {
    let value: T | undefined;
    return () => {
        value ??= read();
        return value;
    };
}

/** Reads a whole table: lines by resource. */
export const readTable = (lines: Readonly<Record<string, readonly string[]>>): Operation[] =>
    Object.entries(lines).flatMap(([group, own]) => own.map((line) => readOperation(line, group)));

/**
 * Where the catalogue of the node has the table: said by the build of the panels' script. So it comes to the editor with
 * the words, which are there before any panel, and not once more with the html.
 */
declare const TABLE_KEY: string;

function table(): Parameters<typeof readTable>[0] {
    if (typeof TABLE_KEY === 'undefined') return require('./operations.json');
    const { _: text } = (globalThis as unknown as { RED: { _: (key: string) => string } }).RED;
    return JSON.parse(text(TABLE_KEY));
}

let all: Map<string, Operation> | undefined;

/** All of Intercom's operations, by name, in the order of the table. */
export function operations(): ReadonlyMap<string, Operation> {
    all ??= new Map(readTable(table()).map((one) => [one.name, one]));
    return all;
}
