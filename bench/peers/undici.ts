import { Agent, request } from 'undici';
import { everyPage, headersOf, type Listed, PER_PAGE, type Peer, type Target } from './peer';

/** undici's own request: the least that Node.js takes for an HTTP request. */
export default function bareUndici(target: Target): Peer {
    const options = { headers: headersOf(target), dispatcher: new Agent() };
    const get = async (path: string): Promise<unknown> => (await request(target.url + path, options)).body.json();
    return {
        contact: (id) => get(`/contacts/${id}`),
        everything: () =>
            everyPage(async (cursor) => {
                const after = cursor ? `&starting_after=${cursor}` : '';
                return (await get(`/contacts?per_page=${PER_PAGE}${after}`)) as Listed;
            }),
    };
}
