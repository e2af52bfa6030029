import { IntercomClient } from 'intercom-client';
import { PER_PAGE, type Peer, type Target } from './peer';

/** Intercom's official SDK, its settings untouched. */
export default function officialSdk(target: Target): Peer {
    const client = new IntercomClient({ token: target.token, environment: target.url });
    return {
        contact: (contact_id) => client.contacts.find({ contact_id }),
        async everything() {
            let records = 0;
            let page = await client.contacts.list({ per_page: PER_PAGE });
            for (;;) {
                records += page.data.length;
                if (!page.hasNextPage()) return records;
                page = await page.getNextPage();
            }
        },
    };
}
