import { type CallOptions, type Client, IntercomError, idOf } from '../client';
import { defineObject } from './object';
import { inWholeList } from './whole-list';

/** A teammate; Intercom's API calls them admins. */
export const admin = defineObject({
    name: 'admin',
    pick: 'admins',
    finders: { email: inWholeList('/admins', 'teammate', 'email') },
});

const own = new WeakMap<Client, Promise<string>>();

/**
 * The teammate to whom the access token belongs: asked once for each connection, and again after a failure.
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/admins/identifyadmin
 */
export function ownAdmin(client: Client, options: CallOptions): Promise<string> {
    const known = own.get(client);
    if (known) return known;
    // not ended with the message that asked first: others may wait for the same answer
    const asked = client
        .call({ method: 'GET', path: '/me', repeat: 'always' }, { lane: options.lane })
        .then(({ body }) => {
            const id = idOf(body);
            if (id === null) {
                throw new IntercomError('The token has no teammate: choose one in the field Teammate.', {
                    code: 'missing_field',
                });
            }
            return id;
        });
    own.set(client, asked);
    asked.catch(() => forgetOwnAdmin(client));
    return asked;
}

/** Called when the token was refused: it may be another's from now on. */
export function forgetOwnAdmin(client: Client): void {
    own.delete(client);
}
