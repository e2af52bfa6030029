/** The server of a run. */
export interface Target {
    url: string;
    token: string;
    /** Of a contact that it has. */
    id: string;
}

/** A way to ask Intercom without Node-RED. */
export interface Peer {
    /** Asks for one contact and reads it. */
    contact(id: string): Promise<unknown>;
    /** Creates a contact and reads what came of it. */
    create?(contact: object): Promise<unknown>;
    /** Asks for every page of contacts, one after the other; returns how many records there were. */
    everything(): Promise<number>;
}

export const PER_PAGE = 150;

/** The page of a list as far as it matters here. */
export interface Listed {
    data: unknown[];
    pages: { next?: { starting_after: string } | null };
}

export const headersOf = ({ token }: Target) => ({
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    'Intercom-Version': '2.16',
});

/** The loop that everybody writes. */
export async function everyPage(fetch: (cursor: string | undefined) => Promise<Listed>): Promise<number> {
    let records = 0;
    let cursor: string | undefined;
    do {
        const page: Listed = await fetch(cursor);
        records += page.data.length;
        cursor = page.pages.next?.starting_after;
    } while (cursor);
    return records;
}
