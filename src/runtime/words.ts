import type { NodeAPI } from 'node-red';
import labels from '../../locales/en-US/labels.json';

type StatusKey = keyof typeof labels.status;
type FaultKey = keyof typeof labels.fault;

/** Key of a text that the runtime shows: statuses, and what is wrong with an input. */
export type WordKey = `status.${StatusKey}` | `fault.${FaultKey}`;

/** Looks a text up in the server's language and fills its `__name__` places. */
export type Words = (key: WordKey, values?: Record<string, string | number>) => string;

const english: Record<string, Record<string, string>> = { status: labels.status, fault: labels.fault };

const isFound = (key: string, text: unknown): text is string =>
    typeof text === 'string' && text !== key && !text.endsWith(`:${key}`);

/**
 * The texts of a node's catalogue. `RED._` answers the key itself where no catalogue is loaded (a test's fake
 * runtime, a language file that failed): then the English text stands in.
 */
export function wordsOf(RED: NodeAPI): Words {
    return (key, values = {}) => {
        const text = RED._(key, { ...values, interpolation: { escapeValue: false } } as never);
        if (isFound(key, text)) return text;
        const [group = '', name = ''] = key.split('.');
        return (english[group]?.[name] ?? key).replace(/__(\w+)__/g, (place, of) => String(values[of] ?? place));
    };
}

/** What the panel calls a property; where no catalogue is loaded, the property's name in words. */
export function labelOf(RED: NodeAPI, property: string): string {
    const key = `fields.${property}.label`;
    const text = RED._(key);
    if (isFound(key, text)) return text;
    const words = property.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ id$/, ' ID');
    return words.charAt(0).toUpperCase() + words.slice(1);
}

const errorKeys = new Map<string, WordKey>(
    (Object.keys(labels.status) as StatusKey[])
        .filter((key) => key.startsWith('error_'))
        .map((key) => [key.slice('error_'.length), `status.${key}`]),
);

/** The status text's key for an error code, if that code has words of its own. */
export const errorKey = (code: string): WordKey | undefined => errorKeys.get(code);

