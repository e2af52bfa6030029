import { select } from '../../src/panel/dom';
import { type Rows, storedValue } from '../../src/panel/rows';
import { prepareField } from '../../src/panel/typed-field';

/** How far to go through a list: one choice for what are two fields. */
export function walkRows(rows: Rows) {
    const { say, node } = rows;
    const fetchAll = rows.hidden('fetchAll');
    const fetchAllType = rows.hidden('fetchAllType');
    const { value, type } = { value: fetchAll.value, type: fetchAllType.value };
    const isPlain = type === 'bool' || type === '' || value === '';
    const other = `${type}.${value}`;
    const options = [
        { value: 'one', label: say('node.walk_one') },
        { value: 'some', label: say('node.walk_some') },
        { value: 'all', label: say('node.walk_all') },
        // whether all are wanted, a message says
        ...(isPlain ? [] : [{ value: other, label: say('common.unknown', { value: other }) }]),
    ];
    const start = !isPlain ? other : value === 'true' ? 'all' : storedValue(node, 'limit') !== '' ? 'some' : 'one';
    const walk = select(options, start, { id: rows.id('walk') }, (way) => {
        fetchAll.value = way === other ? value : String(way === 'all');
        fetchAllType.value = way === other ? type : 'bool';
        const input = $(`#${rows.id('limit')}`);
        if (way === 'some') {
            input.typedInput('type', 'num');
            input.typedInput('value', '100');
        } else {
            input.typedInput('value', '');
            $(`#${rows.id('limit')}Type`).val('str');
        }
        follow();
    });
    const label = { 'aria-labelledby': `${rows.id('limit')}-label` };
    const limit = rows.row(
        'limit',
        { icon: 'hashtag', label: say('fields.limit.label'), about: say('fields.limit.about') },
        rows.input('limit', label),
        rows.hidden('limitType'),
    );
    const row = rows.row('walk', { icon: 'files-o', label: say('node.walk') }, walk, fetchAll, fetchAllType);
    const follow = (): void => {
        limit.hidden = walk.value !== 'some';
    };
    return { rows: [row, limit], follow, prepare: () => prepareField(rows, 'limit', { kind: 'integer', min: 1 }) };
}
