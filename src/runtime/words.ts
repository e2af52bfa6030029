import type { NodeAPI } from 'node-red';
import labels from '../../locales/en-US/labels.json';

type StatusKey = keyof typeof labels.status;

/** Key of a text that the runtime shows: statuses. The editor's texts are looked up in the editor. */
export type WordKey = `status.${StatusKey}`;

/** Looks a text up in the server's language and fills its `__name__` places. */
export type Words = (key: WordKey, values?: Record<string, string | number>) => string;

/**
 * The texts of a node's catalogue. `RED._` answers the key itself where no catalogue is loaded (a test's fake
 * runtime, a language file that failed): then the English text stands in.
 */
export function wordsOf(RED: NodeAPI): Words {
    return (key, values = {}) => {
        const text = RED._(key, values);
        if (text !== key && !text.endsWith(`:${key}`)) return text;
        const english = labels.status[key.slice('status.'.length) as StatusKey];
        return english.replace(/__(\w+)__/g, (place, name) => String(values[name] ?? place));
    };
}

const errorKeys = new Map<string, WordKey>(
    (Object.keys(labels.status) as StatusKey[])
        .filter((key) => key.startsWith('error_'))
        .map((key) => [key.slice('error_'.length), `status.${key}`]),
);

/** The status text's key for an error code, if that code has words of its own. */
export const errorKey = (code: string): WordKey | undefined => errorKeys.get(code);
