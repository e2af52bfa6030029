import type { Sandbox } from '../../src/sandbox';

/** Teammates and a team that every sandbox has. */
export const ROBIN = '991267459';
export const MEI = '991267460';
export const LUCA = '991267461';
export const SUPPORT = '5017690';

/** What makes a request one of Robin's. */
export const as = { type: 'admin', admin_id: ROBIN };

/** An answer, read. */
export interface Reply {
    status: number;
    headers: Headers;
    /** Parsed JSON of any shape; undefined for an empty body. */
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
    body: any;
    text: string;
}

/** Calls a sandbox as a plain client would. */
export async function call(
    sandbox: Pick<Sandbox, 'url' | 'token'>,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
): Promise<Reply> {
    const answer = await fetch(sandbox.url + path, {
        method,
        headers: {
            authorization: `Bearer ${sandbox.token}`,
            accept: 'application/json',
            'intercom-version': '2.16',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
        },
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
        redirect: 'manual',
    });
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.includes('json') && text !== '' ? JSON.parse(text) : undefined;
    return { status: answer.status, headers: answer.headers, body: json, text };
}

/** "400 parameter_invalid": the status and the first error code of an answer. */
export const outcome = (reply: Reply): string =>
    reply.body?.errors ? `${reply.status} ${reply.body.errors[0].code}` : String(reply.status);
