import { Agent, request } from 'undici';
import { everyPage, headersOf, type Listed, PER_PAGE, type Peer, type Target } from './peer';

/** undici's own request: the least that Node.js takes for an HTTP request. */
export default function bareUndici(target: Target): Peer {
    const options = { headers: headersOf(target), dispatcher: new Agent() };
    const get = async (path: string): Promise<unknown> => (await request(target.url + path, options)).body.json();
    const json = { ...options, headers: { ...options.headers, 'Content-Type': 'application/json' } };
    return {
        contact: (id) => get(`/contacts/${id}`),
        create: async (contact) => {
            const body = JSON.stringify(contact);
            return (await request(`${target.url}/contacts`, { ...json, method: 'POST', body })).body.json();
        },
        everything: () =>
            everyPage(async (cursor) => {
                const after = cursor ? `&starting_after=${cursor}` : '';
                return (await get(`/contacts?per_page=${PER_PAGE}${after}`)) as Listed;
            }),
    };
}
