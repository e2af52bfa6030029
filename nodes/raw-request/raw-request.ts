import {
    any,
    boolean,
    choice,
    defineAction,
    entries,
    integer,
    literal,
    notGiven,
    number,
    text,
} from '../../src/action';
import { notGivenField } from '../list';

export default defineAction({
    type: 'intercom-raw-request',
    palette: 'advanced',
    reference: '',
    fields: {
        url: text({ required: true, stored: notGiven, placeholder: '/contacts' }),
        method: choice(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'], {
            required: true,
            stored: literal('GET'),
        }),
        data: any(notGivenField),
        formData: entries({ ...notGivenField, advanced: true }),
        fileData: entries({ ...notGivenField, advanced: true }),
        fileNames: entries({ ...notGivenField, advanced: true }),
        query: entries(notGivenField),
        headers: entries(notGivenField),
        responseType: choice(['json', 'text', 'binary'], { stored: literal('json'), advanced: true }),
        timeout: number({ ...notGivenField, min: 1, max: 2_147_483_647, advanced: true }),
        maxRetries: integer({ stored: literal(0), min: 0, max: 100, advanced: true }),
        retryDelay: number({ stored: literal(0), min: 0, max: 2_147_483_647, advanced: true }),
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
        const { status: statusCode, headers, url: responseUrl } = answer;
        return { payload: answer.body, answer, properties: { statusCode, headers, responseUrl } };
    },
});
