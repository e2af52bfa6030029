import type { PickList } from '../action';
import { ask } from './ask';
import type { PanelField } from './facts';
import { evaluated } from './kinds';
import { currentValue } from './rows';

/** What a reference means under the choices that a node has made: its keys, with their words, and its list. */
export function meaning(
    node: EditorNode,
    field: PanelField,
): { pick?: PickList; keys: Readonly<Record<string, string>> } {
    const { pick, keys = {}, means } = field;
    if (!means) return { pick, keys };
    return means.of[currentValue(node, means.choice)] ?? { keys: {} };
}

/** The ticket type whose states are offered: that of the ticket, where the ticket is known here. */
export async function ofList(node: EditorNode, { within }: PanelField): Promise<string> {
    if (!within) return '';
    const value = currentValue(node, within);
    if (value === '' || evaluated.includes(currentValue(node, `${within}Type`))) return '';
    const { items } = await ask('tickets', { value });
    return items[0]?.of ?? '';
}
