import type { Field, PickList } from '../action';
import type { FormName } from './json-form';

/** What a panel needs to know of a field; written as a literal into the node's html. */
export type PanelField = Pick<Field, 'kind' | 'required' | 'choices' | 'min' | 'max'> & {
    /** The list of the workspace that is offered for it. */
    pick?: PickList;
    /** The form that writes its JSON. */
    form?: FormName;
    /** Example of a literal, shown in the empty input. */
    example?: string;
    /** Name of the message property that holds it by default. */
    from?: string;
};

/** What a panel needs to know of an action. */
export interface PanelFacts {
    fields: Record<string, PanelField>;
    anyOf: readonly string[];
}
