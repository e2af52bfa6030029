import type { AskedList, CountAnswer, PickAnswer } from '../action/pick';
import type { SearchedObject } from '../fields';
import type { Say } from './words';

/** What a list is asked: a part of a name, where an earlier answer ended, or the one entry with a value; `of` is what it belongs to. */
export type Question = Partial<Record<'search' | 'more' | 'value' | 'of', string>>;

/** The connection that is chosen in the open panel. */
const connectionId = (): string => String($('#node-input-connection').val() ?? '');

const properties = ['auth', 'region', 'baseUrl', 'version', 'timeout', 'maxRetries', 'proxy', 'tls'];

/** The connection as it stands in this editor, where that is not what is deployed. */
function undeployed(connection: string): object | undefined {
    const node = RED.nodes.node(connection) as EditorNode | null;
    if (!node) return undefined;
    const { accessToken, clientSecret } = (node.credentials ?? {}) as Record<string, unknown>;
    return {
        settings: Object.fromEntries(properties.map((property) => [property, node[property]])),
        // what was not typed in is kept by the server
        ...(accessToken ? { accessToken } : {}),
        ...(clientSecret ? { clientSecret } : {}),
    };
}

/** Asks the server for a list of the chosen connection's workspace, deployed or not. Every failure is an answer. */
export const ask = (list: AskedList, question: Question = {}): Promise<PickAnswer> =>
    askServer(`pick/${list}`, question, (error) => ({ items: [], more: null, error }));

/** Asks the server how many records a search finds now. `rows` are its conditions, as they are stored. */
export const count = (object: SearchedObject, rows: string): Promise<CountAnswer> =>
    askServer(`count/${object}`, { rows }, (error) => ({ count: null, error }));

type Failure = NonNullable<PickAnswer['error']>;

async function askServer<T extends { error?: Failure }>(
    route: string,
    question: object,
    failed: (error: Failure) => T,
): Promise<T> {
    const failure = (code: string): T => failed({ code, message: '' });
    const post = (body: object): Promise<T> =>
        new Promise((resolve) => {
            // a relative URL through jQuery: so the editor adds its own root and the user's token
            $.ajax({
                url: `intercom/${route}`,
                method: 'POST',
                contentType: 'application/json',
                data: JSON.stringify(body),
                dataType: 'json',
            })
                .done(resolve)
                .fail(({ status }) =>
                    resolve(failure(status === 401 || status === 403 ? 'no_permission' : 'unreachable')),
                );
        });
    const connection = connectionId();
    if (connection === '' || connection === '_ADD_') return failure('no_connection');
    const node = RED.nodes.node(connection) as EditorNode | null;
    // a reader of the editor may ask so much
    const answer = node?.changed ? undefined : await post({ connection, ...question });
    if (answer && answer.error?.code !== 'not_deployed') return answer;
    return post({ connection, ...question, ...undeployed(connection) });
}

const wordedCodes = [
    'no_connection',
    'not_deployed',
    'kept_for_other_host',
    'no_token',
    'no_permission',
    'unreachable',
    'unauthorized',
    'forbidden',
    'rate_limited',
    'network_error',
    'timeout',
] as const;

/** Why there is no list, in the user's language where that is known. */
export function reason(say: Say, { code, message }: { code: string; message: string }): string {
    const worded = wordedCodes.find((one) => one === code);
    return worded ? say(`pick.error_${worded}`) : message;
}
