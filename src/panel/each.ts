import { eachProperties } from '../action/stored';
import { type Rows, storedValue } from './rows';
import { prepareField } from './typed-field';

/** Whether a node says that it works once for each element of a list. */
export const isEach = ({ node }: Rows): boolean =>
    Object.entries(eachProperties).some(([property, preset]) => storedValue(node, property) !== preset);

/** The rows of a node that can work once for each element of a list. */
export function eachRows(rows: Rows): HTMLElement[] {
    const { say } = rows;
    const field = (property: 'forEach' | 'startAt', icon: string): HTMLElement =>
        rows.row(
            property,
            { icon, label: say(`common.${property}`), about: say(`common.${property}About`) },
            rows.input(property, { 'aria-labelledby': `${rows.id(property)}-label` }),
            rows.hidden(`${property}Type`),
        );
    const collect = rows.choice('collect', ['array', 'items'], (value) => say(`common.collect_${value}`));
    return [
        field('forEach', 'repeat'),
        rows.row('collect', { icon: 'share-square-o', label: say('common.collect') }, collect),
        field('startAt', 'step-forward'),
    ];
}

/** Makes their inputs, in the panel, choose their types. */
export function prepareEach(rows: Rows): void {
    prepareField(rows, 'forEach', { kind: 'list', from: 'payload' });
    prepareField(rows, 'startAt', { kind: 'integer', min: 0, example: '0' });
}
