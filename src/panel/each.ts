import type { PanelField } from './facts';

/** What every action without `emit` can do besides: work once for each element of a list. */
export const eachFields: Readonly<Record<'forEach' | 'startAt', PanelField>> = {
    // text is no list, whatever stands in it
    forEach: { kind: 'list', literals: ['json'], advanced: true, from: 'payload' },
    startAt: { kind: 'integer', min: 0, advanced: true, example: '0' },
};

/** How the answers of all elements come out. */
export const collects = ['array', 'items'] as const;
