import { Agent } from 'node:http';
import axios from 'axios';
import { everyPage, headersOf, type Listed, PER_PAGE, type Peer, type Target } from './peer';

/** axios as it comes, connections kept alive. */
export default function bareAxios(target: Target): Peer {
    const api = axios.create({
        baseURL: target.url,
        headers: headersOf(target),
        httpAgent: new Agent({ keepAlive: true }),
    });
    return {
        contact: async (id) => (await api.get(`/contacts/${id}`)).data,
        everything: () =>
            everyPage(async (starting_after) => {
                const { data } = await api.get<Listed>('/contacts', { params: { per_page: PER_PAGE, starting_after } });
                return data;
            }),
    };
}
