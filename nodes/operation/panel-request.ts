import { HOSTS } from '../../src/client/hosts';
import { literalValue } from '../../src/fields/literal';
import { evaluated } from '../../src/panel/kinds';
import { isEnvironment } from '../../src/panel/validate';
import { Place } from './kinds';
import { type Built, buildRequest, type Result, type Row } from './request';

/** A row as the node keeps it: the name of an input, and a TypedInput. */
export interface StoredRow {
    n: string;
    v: string;
    t: string;
}

/** Stands for the id of whose token it is. */
const OWN = 'own';

/** The rows that a node keeps; a value that was written by hand may be no text. */
export function storedRows(given: unknown): StoredRow[] {
    if (!Array.isArray(given)) return [];
    return given.map((one) => {
        const { n, v, t } = (one ?? {}) as Record<string, unknown>;
        const text = typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v ?? '');
        return { n: String(n ?? ''), v: text, t: String(t ?? 'str') };
    });
}

/** The request that rows make before there is a message: what stands in the node, and where the rest comes from. */
export function draft(operation: string, form: string, stored: readonly StoredRow[]): Result {
    const rows: Row[] = [];
    for (const { n, v, t } of stored) {
        if (isEnvironment(v)) rows.push({ n, value: new Place('env', v.slice(2, -1)) });
        else if (t === 'date') rows.push({ n, value: new Place('date', '') });
        else if (evaluated.includes(t)) rows.push({ n, value: v === '' ? undefined : new Place(t, v) });
        else {
            const reading = literalValue(t, v, Date.now());
            if ('fault' in reading) {
                const fault = { ...reading.fault, values: { ...reading.fault.values, label: n } };
                return { refusal: { code: 'invalid_field', field: n, fault } };
            }
            rows.push({ n, value: reading.value });
        }
    }
    const result = buildRequest({ operation, form, rows, isDraft: true });
    if ('built' in result && result.built.ownAdmin)
        return { built: { ...result.built, body: { ...result.built.body, admin_id: new Place(OWN, '') } } };
    return result;
}

const PLACE = /\0(\w+)\0([^\0]*)\0/g;
/** Within JSON text. */
const QUOTED = /"\\u0000(\w+)\\u0000(.*?)\\u0000"/g;

/** JSON text with its places written by `of`. */
const json = (value: unknown, of: (type: string, text: string) => string, indent = 2): string =>
    JSON.stringify(value, null, indent).replace(QUOTED, (_, type, text) => of(type, JSON.parse(`"${text}"`)));

const queryOf = ({ query }: Built): [string, unknown][] =>
    Object.entries(query).filter(([, value]) => value !== undefined && value !== null);

/** The API's address of a connection; nothing where that is not known here. */
function hostOf(connection: EditorNode | null): string {
    const { region, baseUrl } = (connection ?? {}) as { region?: keyof typeof HOSTS; baseUrl?: string };
    return (region && HOSTS[region]?.api) ?? baseUrl?.replace(/\/+$/, '') ?? '';
}

/**
 * A request as it would go out, without the token: method and URL, and the body below.
 * @param own what is said for the token's own teammate
 */
export function shownRequest(built: Built, connection: EditorNode | null, own: string): string {
    const { method, path, body } = built;
    const place = (type: string, text: string): string =>
        type === OWN ? `<${own}>` : type === 'date' ? '<now>' : type === 'jsonata' ? `(${text})` : `${type}.${text}`;
    const query = queryOf(built).map(([name, value]) => {
        return `${name}=${value instanceof Place ? value : encodeURIComponent(String(value))}`;
    });
    const url = `${hostOf(connection)}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
    const line = `${method} ${url.replace(PLACE, (_, type, text) => `{${place(type, text)}}`)}`;
    return body === undefined ? line : `${line}\n\n${json(body, place)}`;
}

const NAME = /^[A-Za-z_]\w*$/;

/** A message's property as JSONata writes it. */
function jsonataPath(parts: (string | number | unknown[])[]): string {
    return parts.reduce<string>((path, part) => {
        if (typeof part === 'number') return `${path}[${part}]`;
        // the name of the property is in the message itself
        if (Array.isArray(part)) return `$lookup(${path}, ${jsonataPath(part.slice(1) as (string | number)[])})`;
        const name = NAME.test(part) ? part : `\`${part}\``;
        return path === '' ? name : `${path}.${name}`;
    }, '');
}

/** The expression for what a place stands for. */
function jsonata(type: string, text: string): string {
    const quoted = JSON.stringify(text);
    switch (type) {
        case 'msg':
            return jsonataPath(RED.utils.normalisePropertyExpression(text));
        case 'flow':
            return `$flowContext(${quoted})`;
        case 'global':
            return `$globalContext(${quoted})`;
        case 'env':
            return `$env(${quoted})`;
        case 'date':
            return '$floor($millis() / 1000)';
        case 'jsonata':
            return `(${text})`;
        default:
            // nobody's: whoever takes the node over has to say who acts
            return '""';
    }
}

/** A stored value: as it is, or where a place is in it as an expression. */
function typed(property: string, plainType: string, plain: string, expression: string, isPlain: boolean): object {
    return isPlain
        ? { [property]: plain, [`${property}Type`]: plainType }
        : { [property]: expression, [`${property}Type`]: 'jsonata' };
}

/** The path as an expression: its texts, and its places with every sign in them encoded. */
function pathExpression(path: string): string {
    const parts: string[] = [];
    let end = 0;
    for (const found of path.matchAll(PLACE)) {
        const [whole, type = '', text = ''] = found;
        parts.push(JSON.stringify(path.slice(end, found.index)));
        parts.push(`$encodeUrlComponent($string(${jsonata(type, text)}))`);
        end = found.index + whole.length;
    }
    parts.push(JSON.stringify(path.slice(end)));
    return parts.filter((part) => part !== '""').join(' & ');
}

/** The request as a raw request node, to be imported. Lists send one page. */
export function rawNode(built: Built, name: string, connection: string): object {
    const { method, path, body, readAs, accept } = built;
    const query = Object.fromEntries(queryOf(built));
    const asJson = (property: string, value: object): object => {
        let isPlain = true;
        const expression = json(value, (type, text) => {
            isPlain = false;
            return jsonata(type, text);
        });
        return typed(property, 'json', JSON.stringify(value), expression, isPlain);
    };
    return {
        id: RED.nodes.id(),
        type: 'intercom-raw-request',
        name,
        connection,
        ...typed('url', 'str', path, pathExpression(path), !path.includes('\0')),
        method,
        methodType: 'str',
        ...(body && asJson('data', body)),
        ...(Object.keys(query).length > 0 && asJson('query', query)),
        ...(accept && asJson('headers', { Accept: accept })),
        ...(readAs !== 'json' && { responseType: readAs, responseTypeType: 'str' }),
        x: 200,
        y: 100,
        wires: [[]],
    };
}
