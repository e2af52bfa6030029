import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { type Built, buildRequest } from '../../nodes/operation/request';
import { type Form, type Operation, operations } from '../../nodes/operation/table';
import { descriptionFile } from '../../src/build/operations/description';
import { loadOpenApi } from '../sandbox/openapi';
import { wire } from './support';

type Json = Record<string, unknown>;

/** A request that the description shows. */
interface Example {
    operation: string;
    name: string;
    body: Json;
}

function examples(): Example[] {
    const { paths } = parse(readFileSync(descriptionFile('2.16'), 'utf8')) as { paths: Record<string, Json> };
    return Object.entries(paths).flatMap(([path, item]) =>
        Object.entries(item).flatMap(([method, operation]) => {
            const content = (operation as { requestBody?: { content?: Record<string, Json> } }).requestBody?.content;
            const shown = (content?.['application/json']?.examples ?? {}) as Record<string, { value: Json }>;
            return Object.entries(shown).map(([name, { value }]) => ({
                operation: `${method.toUpperCase()} ${path}`,
                name,
                body: value,
            }));
        }),
    );
}

/** Named for the error that they are answered with. */
const isRefused = ({ name }: Example): boolean =>
    /not_found|unauthorized|bad_request|invalid|unprocessable|^no_|too_few|exists|dependant|last_customer|not_valid/i.test(
        name,
    );

/** Examples of successes that break their own schema, even where that is put right. */
const broken: Record<string, string> = {
    'DELETE /conversations/{conversation_id}/customers/{contact_id}: detach_a_contact_from_a_group_conversation':
        'customer is not described',
    'POST /contacts/{contact_id}/notes: successful_response': 'contact_id is in the path',
    'POST /internal_articles: internal_article_created': 'locale is not described',
    'POST /messages: admin_message_created': 'message_type is none of the three',
    'POST /messages: lead_message_created': 'a message of a lead, with referer, is not described',
    'POST /messages: user_message_created': 'a message of a user, with referer, is not described',
    'POST /visitors/convert: successful': 'user has neither id nor user_id',
};

/** Ids come as number or text; which, the description itself does not keep. */
const asText = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(asText);
    if (typeof value === 'number') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asText(one)]));
};

/** The form that a body is of: its constants are in it, and every key is one of its fields. */
function formOf({ forms }: Operation, body: Json): Form | undefined {
    return forms.find(({ constants, fields }) => {
        const fixed = constants.filter(({ at }) => !at.includes('.'));
        const known = [...fixed.map(({ at }) => at), ...fields.map(({ name }) => name)];
        const isOf = fixed.every(({ at, value }) => body[at] === value || fields.some(({ name }) => name === at));
        const isWhole = fields.every(({ name, required }) => !required || body[name] !== undefined);
        return isOf && isWhole && Object.keys(body).every((key) => known.includes(key));
    });
}

function built({ operation: name, body }: Example): Built | undefined {
    const operation = operations().get(name) as Operation;
    const form = formOf(operation, body);
    if (!form) return undefined;
    const ids = operation.ids.map((id) => ({ n: id.name, value: '1' }));
    const given = Object.entries(body).filter(([key]) => form.fields.some((field) => field.name === key));
    const rows = [...ids, ...given.map(([n, value]) => ({ n, value }))];
    const result = buildRequest({ operation: name, form: form.name, rows });
    return 'built' in result ? result.built : undefined;
}

describe('operation: what the description shows can be said', () => {
    const openapi = loadOpenApi();
    before(function () {
        if (openapi) return;
        console.log('      the OpenAPI file of Intercom is not here: set INTERCOM_OPENAPI to its path');
        this.skip();
    });

    it('all requests that it shows as successes, but for those that break its own rules', () => {
        const successes = examples().filter((one) => !isRefused(one));
        const unsaid = successes.filter((example) => {
            const request = built(example);
            return !request || !isDeepStrictEqual(asText(wire(request).body), asText(example.body));
        });
        const nameOf = ({ operation, name }: Example): string => `${operation}: ${name}`;
        assert.deepEqual(unsaid.map(nameOf).sort(), Object.keys(broken).sort());
        for (const { operation, body } of unsaid) {
            const [method = '', template = ''] = operation.split(' ');
            const path = template.replace(/\{\w+\}/g, '1');
            assert.notDeepEqual(openapi?.validateRequest({ method, path, body }), [], operation);
        }
        assert.equal(successes.length, 116);
    });
});
