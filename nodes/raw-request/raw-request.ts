import { defineAction, notGivenField } from '../../src/action';
import { any, boolean, choice, entries, integer, literal, notGiven, number, object, text } from '../../src/fields';
import { messageHeaders } from './headers';

const rarely = { ...notGivenField, advanced: true } as const;

export default defineAction({
    type: 'intercom-raw-request',
    palette: 'advanced',
    reference: '',
    fields: {
        url: text({ required: true, stored: notGiven, placeholder: '/contacts', template: true, names: true }),
        method: choice(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'], {
            required: true,
            names: true,
            stored: literal('GET'),
        }),
        data: any({ ...notGivenField, json: true }),
        formData: object(rarely),
        fileData: entries(rarely),
        fileNames: entries(rarely),
        query: entries(notGivenField),
        headers: entries(notGivenField),
        responseType: choice(['json', 'text', 'binary'], { stored: literal('json'), advanced: true }),
        timeout: number({ ...rarely, min: 1, max: 2_147_483_647 }),
        maxRetries: integer({ stored: literal(0), advanced: true, min: 0, max: 100 }),
        retryDelay: number({ stored: literal(0), advanced: true, min: 0, max: 2_147_483_647 }),
        retryAllErrors: boolean({ stored: literal(false), advanced: true }),
        exponentialBackoff: boolean({ stored: literal(false), advanced: true }),
    },
    run: async (inputs, client, options) => {
        const answer = await client.raw(
            {
                url: inputs.url,
                method: inputs.method,
                data: inputs.data ?? undefined,
                formData: inputs.formData ?? undefined,
                fileData: inputs.fileData ?? undefined,
                fileNames: (inputs.fileNames ?? undefined) as Record<string, string> | undefined,
                query: inputs.query ?? undefined,
                headers: inputs.headers ?? undefined,
                responseType: inputs.responseType ?? 'json',
                timeout: inputs.timeout ?? undefined,
                maxRetries: inputs.maxRetries ?? 0,
                retryDelay: inputs.retryDelay ?? 0,
                retryAllErrors: inputs.retryAllErrors === true,
                exponentialBackoff: inputs.exponentialBackoff === true,
            },
            options,
        );
        const { status: statusCode, url: responseUrl } = answer;
        const headers = messageHeaders(answer);
        return { payload: answer.body, answer, properties: { statusCode, headers, responseUrl } };
    },
});
