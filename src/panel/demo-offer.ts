import { el } from './dom';
import type { Say } from './words';

const TYPE = 'intercom-connection';

/** What leads to the demo workspace in one click. */
export const demoOffer = (say: Say, id: string, choose: () => void): HTMLElement =>
    el(
        'div',
        { className: 'intercom-result' },
        say('common.demoOffer'),
        ' ',
        el('button', { type: 'button', id, className: 'red-ui-button', onclick: choose }, say('common.demoChoose')),
    );

/** The connection that an open panel has made, as undo knows it, and whose panel that is. */
let made: { by: string; event: EditorHistoryEvent } | undefined;

/** Adds a connection to a demo workspace of its own, as the dialog of a new one does. */
function makeConnection(by: string): EditorNode {
    const _def = RED.nodes.getType(TYPE) as EditorDefinition;
    const values = Object.entries(_def.defaults).map(([property, { value }]) => [property, value]);
    const own = { id: RED.nodes.id(), type: TYPE, region: 'demo', z: '', users: [], changed: true, _def };
    const node = { ...Object.fromEntries(values), ...own } as EditorNode;
    made = { by, event: { t: 'add', nodes: [node.id], dirty: RED.nodes.dirty() } };
    RED.history.push(made.event);
    RED.nodes.add(node);
    RED.editor.validateNode(node);
    RED.nodes.dirty(true);
    return node;
}

/** Offers the demo workspace under the select of a node that has no connection to choose from. */
export function connectionOffer(say: Say, by: string, id: string, choice: HTMLSelectElement): HTMLElement {
    made = undefined;
    const offer = demoOffer(say, id, () => {
        const node = makeConnection(by);
        choice.prepend(el('option', { value: node.id }, RED.utils.getNodeLabel(node, node.id)));
        $(choice).val(node.id).trigger('change').trigger('focus');
    });
    const follow = (): void => {
        offer.hidden = [...choice.options].some(({ value }) => value !== '_ADD_');
    };
    // the editor fills the select anew after its own dialog
    $(choice).on('change', follow);
    follow();
    return offer;
}

/** Takes back the connection that a panel has made which is left without Done, unless it was changed since. */
export function withdrawConnection(by: string): void {
    if (made?.by === by && RED.history.peek() === made.event) RED.history.pop();
}
