import { pickTypes } from '../action/pick';
import type { PanelFacts, PanelField } from './facts';
import { evaluated } from './kinds';
import { storedValue } from './rows';
import { applies, isEnvironment } from './validate';
import { type Say, wordsOf } from './words';

/** About as many characters as a node shows without growing over its neighbours. */
const LONGEST = 40;

/** A text that fits into a node. */
export const shortened = (text: string): string =>
    text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text;

/** What was chosen in a field, as people say it; empty where that comes with a message, or is no name of anything. */
function chosen(node: EditorNode, property: string, field: PanelField, say: Say): string {
    const type = storedValue(node, `${property}Type`);
    const value = storedValue(node, property);
    if (value === '' || !applies(node, field) || evaluated.includes(type) || isEnvironment(value)) return '';
    if (field.pick && type === pickTypes[field.pick]) return storedValue(node, `${property}Name`) || value;
    if (field.choices?.includes(value)) return say(`choices.${value}`);
    if (type !== 'bool') return ['str', 'num'].includes(type) ? value : '';
    const label = say(`fields.${property}.label`);
    return value === 'true' ? label : say('common.labelOf', { label, chosen: say('form.no') });
}

/** What the choices of a node make it do: the last one that says so. */
function verb({ switches = {} }: PanelFacts, node: EditorNode, say: Say): string {
    const saying = Object.entries(switches).filter(
        ([property, one]) => one.labels && applies(node, one) && one.values.includes(storedValue(node, property)),
    );
    const [property] = saying.at(-1) ?? [];
    return say(property ? `node.label_${property}_${storedValue(node, property)}` : 'node.label');
}

/**
 * The label of an action's node: the verb, and what was chosen as a literal. `tag VIP`, `GET /conversations`,
 * `close conversation`, `search: open, Ada`.
 */
export function actionLabel(facts: PanelFacts, node: EditorNode): string {
    const say = wordsOf(node);
    const fields = Object.entries(facts.fields ?? {});
    const chosenIn = (wanted: (field: PanelField) => unknown): string[] =>
        fields.map(([property, field]) => (wanted(field) ? chosen(node, property, field, say) : '')).filter(Boolean);
    // conditions of one's own take the place of the others
    const filters = storedValue(node, 'jsonQuery') === '' ? chosenIn(({ filter }) => filter) : [];
    const list = (all: string[]): string => all.join(', ');
    if (filters.length > 0) {
        const label = facts.fields.jsonQuery ? say('common.search') : say('node.label');
        return shortened(say('common.labelOf', { label, chosen: list(filters) }));
    }
    const names = chosenIn(
        ({ names, required, kind, pick }) =>
            (names && kind !== 'choice') || (required && (pick || kind === 'reference')),
    );
    const method = chosenIn(({ names, kind }) => names && kind === 'choice')[0];
    return shortened(`${(names.length > 0 && method) || verb(facts, node, say)} ${list(names)}`.trim());
}
