import type { Node, NodeAPI } from 'node-red';
import { type Field, fromMsg, id, type Reading, text } from '../fields';
import { absence, type Evaluate, evaluator, isNothing, ValueFault } from './values';

/** `{{property}}`, and `{{{property}}}` or `{{&property}}` for a value that goes in as it is. */
const PLACE = /\{\{(?:\{([^{}]+)\}|&([^{}]+)|([^{}]+))\}\}/g;

/** A value as text for its place. One that is to stay there must be one segment of a path, as an id is. */
function filled(value: unknown, isWhole: boolean): string {
    const read = ({ kind }: { kind: Field['kind'] }, given: unknown): string => {
        const reading = kind.read(given, {} as Field) as Reading<string>;
        if ('fault' in reading) throw new ValueFault(reading.fault);
        return reading.value ?? '';
    };
    const plain = read(text, value);
    return isWhole ? plain : encodeURIComponent(read(id, plain));
}

/**
 * Makes the reader of a URL that is filled from the message, as that of the core http request node. A place that
 * nothing is found for is a value that is missing: without it the URL would name something else.
 */
export function templateReader(RED: NodeAPI, node: Node, template: string): Evaluate {
    const places = [...template.matchAll(PLACE)].map(([, inBraces, behindSign, encoded = '']) => {
        const whole = inBraces ?? behindSign;
        const stored = fromMsg((whole ?? encoded).trim());
        return { stored, isWhole: whole !== undefined, read: evaluator(RED, node, stored) };
    });
    return async (msg) => {
        const values: string[] = [];
        for (const { stored, isWhole, read } of places) {
            const held = await read(msg);
            if (isNothing(held)) throw new ValueFault(absence(stored, held));
            values.push(filled(held, isWhole));
        }
        return template.replace(PLACE, () => values.shift() as string);
    };
}
