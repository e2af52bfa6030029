import {
    type Answer,
    type Form,
    type Input,
    namesAnId,
    OLDEST,
    type Operation,
    type RepeatRule,
    shortKind,
    usuallyFinal,
    usualRepeat,
} from '../../../nodes/operation/table';

/** An input in the table's short text; `readInput` reads it back. */
export function writeInput({ name, kind, required, choices, numeric, fields }: Input): string {
    const bySign = kind === 'choice' || (kind === 'object' && fields.length > 0);
    const byName = kind === (namesAnId(name) ? 'id' : 'text');
    const short = bySign || byName ? '' : kind === 'id' ? 'id' : (shortKind(kind) ?? '');
    const mark = numeric ? '#' : '';
    return [
        name,
        required ? '!' : '',
        short || mark ? `:${short || 'id'}${mark}` : '',
        choices.length > 0 ? `=${choices.join('/')}` : '',
        fields.length > 0 ? `(${fields.map(writeInput).join(',')})` : '',
    ].join('');
}

function writeForm({ name, constants, fields }: Form): string {
    const fixed = constants.map(({ at, value }) => `${at}:=${value}`).join(',');
    return `${name}{${fixed === '' ? '' : `${fixed};`}${fields.map(writeInput).join(',')}}`;
}

function writeRepeat(rule: RepeatRule): string {
    if (rule === 'always' || rule === 'delete') return '+';
    if (rule === 'never') return '-';
    return 'keys' in rule ? `+${rule.keys.join('|')}` : `-${rule.plain}`;
}

function writeAnswer(answer: Answer): string {
    if (answer.kind !== 'list') return `!${answer.kind}`;
    const { records, paging, most } = answer;
    if (paging === 'whole') return records;
    return most === undefined ? `${records}:${paging}` : `${records}:${paging}:${most}`;
}

/** A line of the table; `readOperation` reads it back. */
export function writeOperation(one: Operation): string {
    const usual = JSON.stringify(one.repeat) === JSON.stringify(usualRepeat(one.method));
    return [
        one.name,
        one.key,
        one.since === OLDEST ? '' : `@${one.since}`,
        usual ? '' : writeRepeat(one.repeat),
        one.final === usuallyFinal(one.method) ? '' : '!',
        one.answer.kind === 'json' ? '' : `>${writeAnswer(one.answer)}`,
        one.query.length > 0 ? `?${one.query.map(writeInput).join(',')}` : '',
        ...one.oneOf.map((group) => `^${group.join('|')}`),
        ...one.forms.filter(({ name, fields }) => name !== '' || fields.length > 0).map(writeForm),
    ]
        .filter((part) => part !== '')
        .join(' ');
}

/** The whole table, lines by resource, both in the order of their names. */
export function writeTable(all: readonly Operation[]): Record<string, string[]> {
    const groups = new Map<string, Operation[]>();
    for (const one of all) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
    return Object.fromEntries(
        [...groups]
            .sort(([a], [b]) => a.localeCompare(b, 'en'))
            .map(([group, own]) => [group, own.map(writeOperation)]),
    );
}
