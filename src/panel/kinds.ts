import type { Kind } from '../action';

/** How a kind of field looks in a panel. */
interface Look {
    /** Name in the icon font that the editor itself uses. */
    icon: string;
    /** Input types of literals, the usual one first; those of values from elsewhere stand between them. */
    first: readonly string[];
    last?: readonly string[];
    /** What stands in the empty input. */
    example?: string;
}

const plain = ['str'] as const;

export const kinds: Record<Kind, Look> = {
    text: { icon: 'font', first: plain },
    id: { icon: 'hashtag', first: plain },
    reference: { icon: 'bullseye', first: plain },
    number: { icon: 'sort-numeric-asc', first: ['num'], last: plain },
    integer: { icon: 'sort-numeric-asc', first: ['num'], last: plain },
    boolean: { icon: 'toggle-on', first: ['bool'], last: plain },
    date: { icon: 'calendar', first: ['date'], last: ['num', ...plain], example: '2026-01-31T09:00:00Z' },
    object: { icon: 'code', first: ['json'], last: plain },
    entries: { icon: 'code', first: ['json'], last: plain },
    choice: { icon: 'list-ul', first: plain },
    any: { icon: 'code', first: ['json', 'str', 'num', 'bool'] },
};

/** Input types that every field takes: what they hold is not known before a message comes in. */
export const evaluated: readonly string[] = ['msg', 'flow', 'global', 'jsonata', 'env'];
