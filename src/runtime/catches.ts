import type { Node, NodeAPI, NodeDef } from 'node-red';

/**
 * Whether nobody would hear an error of a closing node: the catch nodes of its flow are closed too, as in a full deploy.
 * What they are given then is sent to nodes that are gone, or to their successors: it would be lost, or turn up in the
 * new flow. The nodes of a subflow's instance are closed together, its catch nodes among them; an error that it does not
 * catch goes on to the flow that it stands in.
 */
export function isUnheard(RED: NodeAPI, { z }: Pick<Node, 'z'>): boolean {
    const defs: (NodeDef & { z?: string })[] = [];
    RED.nodes.eachNode((def) => defs.push(def));
    const catchesIn = (flow: string) => defs.filter((def) => def.type === 'catch' && def.z === flow);
    const instance = defs.find((def) => def.id === z && def.type.startsWith('subflow:'));
    if (instance) {
        const inside = catchesIn(instance.type.slice('subflow:'.length));
        return inside.length > 0 || isUnheard(RED, { z: instance.z ?? '' });
    }
    const catches = catchesIn(z ?? '');
    // an instance inside an instance has an id that no flow file knows: then the log is the place that is left
    const isTab = defs.some((def) => def.id === z) || catches.length > 0;
    return catches.every((def) => !RED.nodes.getNode(def.id)) && (catches.length > 0 || !isTab);
}
