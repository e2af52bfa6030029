import type { RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';
import { type AskedList, type CountAnswer, checkQuery, type PickAnswer } from '../../src/action';
import { type CallOptions, type Client, IntercomError } from '../../src/client';
import { asJson } from '../../src/fields';
import { CONNECTION, type ConnectionNode, literalQuery } from '../../src/runtime';
import { serveJson } from './admin-route';
import { countOf, isSearched } from './count';
import { type Body, readDialog, usable } from './dialog';
import { connectionOptions } from './options';
import { lists } from './pick-lists';
import { type Question, text } from './pick-ways';
import { UndeployedClients } from './undeployed-clients';

/** Whoever looks at an open list waits this long, for Intercom or for its rate limit. */
const MAX_WAIT_MS = 10_000;
const MAX_HOLD_MS = 2_000;

const isList = (name: string): name is AskedList => Object.hasOwn(lists, name);

/** The codes that the editor has words for, where Intercom's own differ from call to call. */
function codeOf({ code, statusCode, field }: IntercomError): string {
    if (statusCode === 401) return 'unauthorized';
    if (statusCode === 403) return 'forbidden';
    if (statusCode === 429) return 'rate_limited';
    return code === 'no_connection' && field === 'accessToken' ? 'no_token' : code;
}

const errorOf = (error: unknown): NonNullable<PickAnswer['error']> => ({
    code: error instanceof IntercomError ? codeOf(error) : 'internal_error',
    message: error instanceof Error ? error.message : String(error),
});

/** Asks within the time that somebody in front of the editor waits. */
async function inTime<T>(client: Client, ask: (options: CallOptions) => Promise<T>): Promise<T> {
    const late = AbortSignal.timeout(MAX_WAIT_MS);
    const held = new AbortController();
    const options: CallOptions = {
        lane: 'editor',
        signal: AbortSignal.any([late, held.signal]),
        onHold: (until) => {
            if (until !== null && until - client.now() > MAX_HOLD_MS) held.abort();
        },
    };
    try {
        return await ask(options);
    } catch (error) {
        if (held.signal.aborted) throw new IntercomError('The rate limit is used up.', { code: 'rate_limited' });
        if (late.aborted) throw new IntercomError('Intercom has not answered in time.', { code: 'timeout' });
        throw error;
    }
}

/** The query of a search, checked as before a node sends it. */
async function queryOf(rows: string): Promise<unknown> {
    const reading = asJson(await literalQuery(rows), '');
    const query = 'value' in reading ? reading.value : undefined;
    checkQuery(query as Record<string, unknown>);
    return query;
}

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null;

/** Whether a body brings values of its own for the connection. */
const isUndeployed = (body: unknown): boolean => isObject(body) && isObject(body.settings);

/**
 * Serves what panels ask of the workspace, with JSON: its lists (`POST intercom/pick/<list>`), and how many records a
 * search finds (`POST intercom/count/<object>`).
 * - `connection`: the id of the config node. Alone it means the deployed one: `not_deployed` where there is none, and
 *   permission `intercom.read` is enough.
 * - `settings`: the connection as it stands in the editor, an object with the config node's properties (`auth`,
 *   `region`, `baseUrl`, `version`, `timeout`, `maxRetries`, `proxy`, `tls`). It takes `intercom.write`, as *Test
 *   connection*. `accessToken` and `clientSecret` beside it are what stands in the node's `credentials` in the editor;
 *   left out, or `__PWRD__`, they mean the one that is kept, which is used for the host alone that it was kept for
 *   (`kept_for_other_host`).
 * - of a list `search`, `more`, `value`, and `of` where it belongs to a record: see {@link Question}.
 * - of a search `rows`: its conditions as a flow file stores them, literals alone.
 *
 * The answer is a {@link PickAnswer} or a {@link CountAnswer}, for failures too: each panel words its `error.code` itself.
 */
export function serveWorkspace(RED: NodeAPI): void {
    const clients = new UndeployedClients();
    const [mayRead, mayWrite] = ['intercom.read', 'intercom.write'].map((one) => RED.auth.needsPermission(one));
    const permission: RequestHandler = (request, response, next) =>
        (isUndeployed(request.body) ? mayWrite : mayRead)?.(request, response, next);

    function clientOf(body: Body): Client {
        const id = text(body.connection);
        if (isUndeployed(body)) {
            const { accessToken = '__PWRD__', clientSecret = '__PWRD__' } = body;
            const dialog = readDialog(RED, { ...(body.settings as Body), id, accessToken, clientSecret });
            return clients.client(connectionOptions(RED, dialog.id, dialog.def, usable(dialog, 'accessToken')));
        }
        const node = RED.nodes.getNode(id) as ConnectionNode | null;
        if (node?.type === CONNECTION) return node.client();
        throw new IntercomError('The connection is not deployed.', { code: 'not_deployed' });
    }

    serveJson(
        RED,
        '/intercom/pick/:list',
        permission,
        (body, request) => {
            const list = text(request.params.list);
            if (!isList(list)) throw new IntercomError(`There is no list ${list}.`, { code: 'not_found' });
            const { search, more, value, of } = body;
            const question: Question = {
                search: text(search).trim(),
                more: text(more),
                value: text(value),
                of: text(of),
            };
            const client = clientOf(body);
            return inTime(client, (options) => lists[list](client, question, options));
        },
        (error): PickAnswer => ({ items: [], more: null, error: errorOf(error) }),
    );
    serveJson(
        RED,
        '/intercom/count/:object',
        permission,
        async (body, request): Promise<CountAnswer> => {
            const object = text(request.params.object);
            if (!isSearched(object)) throw new IntercomError(`${object} is not searched.`, { code: 'not_found' });
            const client = clientOf(body);
            const query = await queryOf(text(body.rows));
            return { count: await inTime(client, (options) => countOf(client, object, query, options)) };
        },
        (error): CountAnswer => ({ count: null, error: errorOf(error) }),
    );
}
