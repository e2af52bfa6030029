import type { Kind } from '../fields';
import { learnKinds } from './kinds';
import type { OwnPanel } from './own';
import { type Panels, panels } from './panel';

declare global {
    interface Window {
        /** The code of all panels, once it has come: the nodes' html may be loaded before it, in any order. */
        nodeRedIntercom?: Panels;
    }
}

/**
 * Hands the panels' code to the html of the nodes.
 * @param own the panels of nodes that are no actions, by type
 * @param kinds all kinds of fields
 */
export function serve(own: Readonly<Record<string, OwnPanel>>, kinds: readonly Kind[]): void {
    if (window.nodeRedIntercom) return;
    learnKinds(kinds);
    window.nodeRedIntercom = panels(own);
    addStyle();
    for (const { start } of Object.values(own)) start?.();
    const added = (node: EditorNode): void => own[node.type]?.added?.(node);
    RED.events.on('nodes:add', added);
    // nodes that were there first could not be validated yet
    RED.nodes.eachNode((node) => {
        added(node);
        if (node.type.startsWith('intercom-')) RED.editor.validateNode(node);
    });
}

/** Adds the panels' looks, which Node-RED serves from the package's folder `resources`: a browser keeps them. */
function addStyle(): void {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = 'resources/node-red-contrib-intercom/panels.css';
    document.head.append(link);
}
