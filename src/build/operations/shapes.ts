import { OLDEST, type Operation } from '../../../nodes/operation/table';
import type { Answered, Shape } from '../../sandbox/samples/sample';
import { amendments } from './amendments';
import type { Described, Description, Schema } from './description';

/** All answers of a description: facts alone, none of its examples and texts. */
export interface Shapes {
    shapes: Record<string, Shape>;
    answers: Record<string, Answered>;
}

export function makeShapes(description: Description, operations: readonly Operation[]): Shapes {
    const shapes: Record<string, Shape> = {};
    const described = new Map(description.operations().map((one) => [`${one.method} ${one.path}`, one]));
    const answers = Object.fromEntries(
        operations.map((one) => {
            const { answersAs } = amendments[one.name] ?? {};
            const own = described.get(one.name) as Described;
            if (answersAs && Object.keys(own.answers).some((status) => status < '400'))
                throw new Error(`The amendment of ${one.name} changes nothing: answersAs.`);
            const source = answersAs ? (described.get(answersAs) as Described) : own;
            return [one.name, answered(description, source, one, shapes)];
        }),
    );
    const sorted = Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1));
    return { shapes: Object.fromEntries(sorted), answers };
}

function answered(
    description: Description,
    { answers }: Described,
    { answer, since }: Operation,
    shapes: Record<string, Shape>,
): Answered {
    const [status, media] = Object.entries(answers).find(([code]) => /^[23]/.test(code)) ?? ['200', {}];
    const schema = media['application/json'];
    return {
        status: Number(status),
        ...(since !== OLDEST && { since }),
        ...(answer.kind === 'list' && { records: answer.records, paging: answer.paging, most: answer.most }),
        ...((answer.kind === 'binary' || answer.kind === 'text' || answer.kind === 'redirect') && {
            kind: answer.kind,
        }),
        ...(schema && { shape: shapeOf(description, 'answer', schema, shapes) }),
    };
}

/** Of the blocks for 37 languages, all of one shape, samples show these. */
const SHOWN_LOCALES = ['type', 'en', 'de'];

function shapeOf(description: Description, name: string, source: Schema, shapes: Record<string, Shape>): Shape {
    const reference = source.$ref?.split('/').at(-1);
    if (reference !== undefined) {
        if (!(reference in shapes)) {
            // Some shapes hold themselves.
            shapes[reference] = 'null';
            shapes[reference] = shapeOf(description, name, description.resolve(source), shapes);
        }
        return `@${reference}`;
    }
    const schema = description.resolve(source);
    const alternative = (schema.oneOf ?? schema.anyOf)?.find(
        (one) => one.$ref !== undefined || one.type || one.properties,
    );
    if (schema.type === 'array') return [shapeOf(description, name, schema.items ?? {}, shapes)];
    if (schema.properties)
        return Object.fromEntries(
            Object.entries(schema.properties)
                .filter(([own]) => name !== 'translated_content' || SHOWN_LOCALES.includes(own))
                .map(([own, one]) => [own, shapeOf(description, own, one, shapes)]),
        );
    if (alternative && !schema.type) return shapeOf(description, name, alternative, shapes);
    return scalarOf(name, schema);
}

function scalarOf(name: string, { type, format, enum: values }: Schema): Shape {
    const words = (values ?? []).filter((one) => typeof one === 'string' && one !== '');
    if (type === 'boolean') return 'boolean';
    if (type === 'object') return 'object';
    if (type === 'integer' || type === 'number') {
        const isTime = format === 'date-time' || format === 'timestamp' || /_(at|until|ts|time)$/.test(name);
        return isTime ? 'date' : type;
    }
    if (type !== 'string') return 'null';
    if (words.length > 0) return `=${words.join('/')}`;
    if (format === 'date-time') return 'isoDate';
    if (format === 'date') return 'day';
    if (format === 'uri' || /(^|_)url$/.test(name)) return 'url';
    return /(^|_)email$/.test(name) ? 'email' : 'text';
}

/** As it is committed: a line for each shape and each answer. */
export function shapesText({ shapes, answers }: Shapes): string {
    const lines = (part: object): string =>
        Object.entries(part)
            .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
            .join(',\n');
    return `{"shapes":{\n${lines(shapes)}\n},"answers":{\n${lines(answers)}\n}}\n`;
}
