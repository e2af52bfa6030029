import { select } from './dom';
import { currentValue, type Rows } from './rows';

/** How far a list goes: one page, a number of records, everything, or as a message says. */
type Extent = 'page' | 'limit' | 'all' | 'other';

/** What two fields of a node say together, where they say one of these. */
function extentOf(node: EditorNode): Extent {
    const [all, allType, limit, limitType] = ['fetchAll', 'fetchAllType', 'limit', 'limitType'].map((property) =>
        currentValue(node, property),
    );
    const isNo = (allType === 'bool' && all === 'false') || (allType === 'str' && ['', 'false'].includes(all ?? ''));
    if (limit === '') return isNo ? 'page' : allType === 'bool' && all === 'true' ? 'all' : 'other';
    return isNo && limitType === 'num' ? 'limit' : 'other';
}

/** A number to begin with, for whoever wants so many. */
const BEGIN_WITH = '100';

/**
 * The one choice over *fetch all* and *limit*. Their own inputs are shown where the choice needs them, and hold what is
 * stored: only a choice of a person writes into them.
 */
export function extentChoice(
    rows: Rows,
    parts: Readonly<Record<string, HTMLElement[]>>,
    following: (() => void)[],
): { row: HTMLElement; isAll: () => boolean } {
    const { say, node } = rows;
    const extents: Extent[] = ['page', 'limit', 'all', 'other'];
    const options = extents.map((value) => ({ value, label: say(`common.extent_${value}`) }));
    const put = (property: string, type: string, value: string): void => {
        const input = $(`#${rows.id(property)}`);
        input.typedInput('type', type);
        input.typedInput('value', value);
    };
    const write: Record<Extent, () => void> = {
        page: () => {
            put('fetchAll', 'bool', 'false');
            put('limit', 'str', '');
        },
        all: () => {
            put('fetchAll', 'bool', 'true');
            put('limit', 'str', '');
        },
        limit: () => {
            const given = currentValue(node, 'limitType') === 'num' ? currentValue(node, 'limit') : '';
            put('fetchAll', 'bool', 'false');
            put('limit', 'num', given || BEGIN_WITH);
        },
        other: () => undefined,
    };
    let chosen = extentOf(node);
    const menu = select(options, chosen, { id: rows.id('extent'), className: 'intercom-wide' }, (value) => {
        chosen = value as Extent;
        write[chosen]();
    });
    following.push(() => {
        // what stands in the inputs counts; a number that is just being typed does not change the choice
        if (chosen === 'page' || chosen === 'all') chosen = extentOf(node);
        menu.value = chosen;
        for (const row of parts.fetchAll ?? []) row.hidden = chosen !== 'other';
        for (const row of parts.limit ?? []) row.hidden = chosen !== 'other' && chosen !== 'limit';
    });
    const row = rows.row('extent', { icon: 'files-o', label: say('common.extent') }, menu);
    return { row, isAll: () => chosen === 'all' };
}
