import type { NodeAPI } from 'node-red';
// by name, so that the bundle carries these texts alone
import { fault, status } from '../../locales/en-US/labels.json';
import { catalogueName, fill, type KeyIn, type OwnKey, SHARED_CATALOGUE } from '../words';

/**
 * Key of a text that the server shows: a status, what is wrong with an input, or a text of the node alone. Panels look
 * theirs up in the editor.
 */
export type WordKey = KeyIn<'status' | 'fault'> | OwnKey;

const english: Readonly<Record<string, Readonly<Record<string, string>>>> = { fault, status };

/** Looks a text up in the server's language and fills its `__name__` places. */
export type Words = (key: WordKey, values?: Record<string, string | number>) => string;

/** A text of a catalogue, or `undefined`: `RED._` answers the key itself where there is none. */
function lookUp(RED: NodeAPI, key: string, values: Record<string, string | number> = {}): string | undefined {
    // as it is: it goes into texts, never into html
    const text = RED._(key, { ...values, interpolation: { escapeValue: false } } as never);
    return text === key || key.endsWith(`:${text}`) || text.endsWith(`:${key}`) ? undefined : text;
}

/**
 * The texts of a node's catalogue. Where no catalogue is loaded (a test's fake runtime, a language file that failed)
 * the English text stands in.
 */
export function wordsOf(RED: NodeAPI): Words {
    return (key, values = {}) => {
        const [part = '', name = ''] = key.split('.');
        // texts that all nodes share stand in one catalogue, a node's own in its own
        const text = lookUp(RED, part === 'node' ? key : `${SHARED_CATALOGUE}:${key}`, values);
        if (text !== undefined) return text;
        return fill(english[part]?.[name] ?? key, values);
    };
}

/**
 * The name of an input as the panel of its node shows it, in the server's language; the property's own name
 * in words where no catalogue is loaded.
 */
export const fieldLabel = (RED: NodeAPI, type: string, property: string): string =>
    lookUp(RED, `${catalogueName(type)}:fields.${property}.label`) ?? inWords(property);

/** `contactId` -> `Contact ID` */
const inWords = (property: string): string =>
    property
        .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
        .replace(/ (id|url)$/, (word) => word.toUpperCase())
        .replace(/^./, (letter) => letter.toUpperCase());

/** The error codes that a status has words for; others are shown as they are. */
const wordedCodes = [
    'no_client_secret',
    'http_node_off',
    'access_token',
    'no_access_token',
    'missing_field',
    'invalid_field',
    'not_found',
    'ambiguous_reference',
    'network_error',
    'timeout',
    'aborted',
    'invalid_response',
    'no_connection',
] as const;

/** The status text's key for an error code, if that code has words of its own. */
export function errorKey(code: string): KeyIn<'status'> | undefined {
    const worded = wordedCodes.find((one) => one === code);
    return worded && `status.error_${worded}`;
}
