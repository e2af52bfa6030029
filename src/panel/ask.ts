import type { AskedList, PickAnswer } from '../action/pick';
import type { Say } from './words';

/** What a list is asked: a part of a name, where an earlier answer ended, or the one entry with a value. */
export type Question = Partial<Record<'search' | 'more' | 'value', string>>;

const failure = (code: string, message = ''): PickAnswer => ({ items: [], more: null, error: { code, message } });

/** The connection that is chosen in the open panel. */
const connectionId = (): string => String($('#node-input-connection').val() ?? '');

/** Asks the server for a list of the chosen connection's workspace. Every failure is an answer. */
export function ask(list: AskedList, question: Question = {}): Promise<PickAnswer> {
    const connection = connectionId();
    if (connection === '' || connection === '_ADD_') return Promise.resolve(failure('no_connection'));
    return new Promise((resolve) => {
        // a relative URL through jQuery: so the editor adds its own root and the user's token
        $.ajax({ url: `intercom/pick/${list}`, data: { connection, ...question }, dataType: 'json' })
            .done(resolve)
            .fail(({ status }) => resolve(failure(status === 401 || status === 403 ? 'no_permission' : 'unreachable')));
    });
}

const wordedCodes = [
    'no_connection',
    'not_deployed',
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
