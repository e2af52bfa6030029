import answers from './answers.json';

/**
 * What a value of an answer is: `text`, `integer`, `number`, `boolean`, `date` (Unix seconds), `isoDate`, `day`, `url`,
 * `email`, `object` (of anything), `null` (nobody knows), `=a/b` one of several words, `@name` another shape, a list of
 * one of these, or an object of them. `src/build/operations/shapes.ts` makes the file of them.
 */
export type Shape = string | Shape[] | { [name: string]: Shape };

/** An answer of Intercom's, as far as its description tells. */
export interface Answered {
    status: number;
    shape?: Shape;
    kind?: 'binary' | 'text' | 'redirect';
    /** The version that brought the operation. */
    since?: string;
    /** Of a list: where its records are, a dot for one level below, empty for a bare list. */
    records?: string;
    paging?: string;
    /** How many a page takes at most. */
    most?: number;
}

const file = answers as unknown as { shapes: Record<string, Shape>; answers: Record<string, Answered> };

/** All operations, as `METHOD /path`, and what they answer. */
export const answered: Readonly<Record<string, Answered>> = file.answers;

/** Shapes hold themselves: a reply within a conversation within a reply. */
const DEEPEST = 6;

const DAY = 86_400;

/** A shape that is one of its own; what it refers to is followed. */
export function shapeAt(shape: Shape | undefined): Shape {
    if (typeof shape === 'string' && shape.startsWith('@')) return shapeAt(file.shapes[shape.slice(1)]);
    return shape ?? 'null';
}

/** Words that say that something is done: who waits for it is not kept waiting. */
const DONE = ['completed', 'complete', 'success'];

/**
 * Invents a value of a shape. It says of itself that it is a sample, wherever there is text.
 * @param n which of the records, from 1: each has values of its own
 * @param now seconds
 */
export function sampleOf(given: Shape, name: string, n: number, now: number, depth = 0): unknown {
    const shape = shapeAt(given);
    if (Array.isArray(shape)) return depth < DEEPEST ? shape.map((one) => sampleOf(one, name, n, now, depth + 1)) : [];
    if (typeof shape === 'object')
        return Object.fromEntries(
            Object.entries(shape)
                .filter(() => depth < DEEPEST)
                .map(([key, one]) => [key, sampleOf(one, key, n, now, depth + 1)]),
        );
    if (shape.startsWith('=')) {
        const words = shape.slice(1).split('/');
        return words.find((one) => DONE.includes(one)) ?? words[(n - 1) % words.length];
    }
    switch (shape) {
        case 'text':
            return textOf(name, n);
        case 'integer':
        case 'number':
            return n;
        case 'boolean':
            return true;
        case 'date':
            return now - n * DAY;
        case 'isoDate':
            return new Date((now - n * DAY) * 1000).toISOString();
        case 'day':
            return new Date((now - n * DAY) * 1000).toISOString().slice(0, 'YYYY-MM-DD'.length);
        case 'url':
            return `https://example.com/sample/${n}`;
        case 'email':
            return `sample${n}@example.com`;
        case 'object':
            return {};
        default:
            return null;
    }
}

function textOf(name: string, n: number): string {
    if (/(^|_)id$/.test(name)) return `sample-${n}`;
    if (name === 'locale') return 'en';
    return `Sample ${name.replaceAll('_', ' ')} ${n}`;
}
