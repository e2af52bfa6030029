import type { PickList } from '../../src/action';
import type { PanelField } from '../../src/panel/facts';
import { inputKinds } from './kinds';
import type { StoredRow } from './panel-request';
import type { Form, Input, Operation } from './table';

/** The lists of the workspace by whose id an input is. */
const lists: Record<string, PickList> = {
    admin: 'admins',
    company: 'companies',
    contact: 'contacts',
    conversation: 'conversations',
    segment: 'segments',
    tag: 'tags',
    team: 'teams',
    ticket: 'tickets',
    ticket_state: 'ticketStates',
    ticket_type: 'ticketTypes',
    // as senders and recipients call them
    lead: 'contacts',
    user: 'contacts',
};

/** An input under the name of its row. */
export interface Named {
    n: string;
    input: Input;
    /** In what it stands: for its neighbours. */
    beside: readonly Input[];
    required: boolean;
}

const isObjects = ({ kind, fields }: Input): boolean => (kind === 'object' || kind === 'objects') && fields.length > 0;

/** Somebody is named by type and id: a row for each says more than a list of one. */
const isSomebody = ({ fields }: Input): boolean => fields.map(({ name }) => name).join() === 'type,id';

/** All inputs of an operation and one of its bodies, those of an object behind it. */
export function inputsOf({ ids, query, oneOf }: Operation, { fields }: Form): Named[] {
    const all = [...ids, ...query, ...fields];
    return all.flatMap((input): Named[] => {
        const { name, required, kind } = input;
        const whole = { n: name, input, beside: all, required };
        if (!isObjects(input)) {
            // who acts is known without being given
            return [{ ...whole, required: required && !(name === 'admin_id' && fields.includes(input)) }];
        }
        const group = oneOf.find(([first = '']) => first.startsWith(`${name}.`)) ?? [];
        const isApart = kind === 'object' || isSomebody(input) || group.length > 0;
        const parts = input.fields.map((own) => {
            const n = `${name}.${own.name}`;
            const isNeeded = own.required || n === group[0];
            return { n, input: own, beside: input.fields, required: isApart && required && isNeeded };
        });
        return [{ ...whole, required: required && !parts.some((part) => part.required) }, ...parts];
    });
}

export const formOf = ({ forms }: Operation, name: string): Form =>
    forms.find((form) => form.name === name) ?? (forms[0] as Form);

export const newRow = (n: string): StoredRow => ({ n, v: `payload.${n}`, t: 'msg' });

/** A row that nobody has touched. */
export const isNew = ({ n, v, t }: StoredRow): boolean => t === 'msg' && v === `payload.${n}`;

/** The row of an input that somebody adds: to be filled in, and never with what the payload happens to hold. */
export function addedRow({ n, input }: Named): StoredRow {
    const { literals } = inputKinds[input.kind].as;
    const [first] = literals;
    return first === undefined ? newRow(n) : { n, t: first, v: first === 'bool' ? 'true' : '' };
}

/** The field that a row is shown as. */
export function fieldOf({ n, input, beside, required }: Named, rows: readonly StoredRow[]): PanelField {
    const { as, example } = inputKinds[input.kind];
    return {
        kind: as.name,
        required: required || undefined,
        choices: input.choices,
        asIs: true as const,
        example,
        from: `payload.${n}`,
        pick: input.kind === 'id' ? listOf(input, n, beside, rows) : undefined,
    };
}

/** The list that an id is chosen from: by whose it is, else by the type that stands beside it. */
function listOf({ record, name }: Input, n: string, beside: readonly Input[], rows: readonly StoredRow[]) {
    if (record) return lists[record];
    const type = beside.find((one) => one.name === 'type');
    const given = rows.find((row) => row.n === n.replace(/[^.]+$/, 'type') && row.t === 'str')?.v;
    const [only, ...others] = new Set(type?.choices.map((choice) => lists[choice]));
    return (
        lists[given ?? ''] ??
        (others.length === 0 ? only : undefined) ??
        (name === 'assignee_id' ? 'admins' : undefined)
    );
}
