import type { Field } from '../action';

/** What a panel needs to know of a field; written as a literal into the node's html. */
export type PanelField = Pick<Field, 'kind' | 'required' | 'choices' | 'min' | 'max'>;

/** What a panel needs to know of an action. */
export interface PanelFacts {
    fields: Record<string, PanelField>;
    anyOf: readonly string[];
}
