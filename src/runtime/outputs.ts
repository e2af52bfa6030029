import type { NodeAPI, NodeMessage } from 'node-red';
import { type ApiAnswer, IntercomError, type Page } from '../client';

/** What a list node sends: one message with all records, one per page, or one per record. */
export type Emit = 'array' | 'pages' | 'items';

/** An incoming message, with whatever properties the flow has put on it. */
export type Message = NodeMessage & { intercom?: unknown; parts?: unknown; [property: string]: unknown };

export type Send = (msg: NodeMessage) => void;

/** `msg.intercom` of an answer: an object of its own for every message. */
export function intercomOf(
    { type, marks }: { type: string; marks?: object },
    { status, requestId, rateLimit }: ApiAnswer,
    page?: Page,
) {
    return {
        action: type,
        ...marks,
        statusCode: status,
        requestId,
        rateLimit: { ...rateLimit },
        ...(page && { pages: { ...page.pages }, next: page.next }),
    };
}

/** A copy of the message that came in, without the payload that is replaced anyway. */
function copyOf(RED: NodeAPI, msg: Message): Message {
    const { payload, ...rest } = msg;
    return RED.util.cloneMessage(rest as Message);
}

/** What `msg.parts` of a sequence's messages have in common. */
export function partsOf(RED: NodeAPI, { parts }: Message) {
    // a message that is part of a sequence already keeps its parts inside ours, as split does it
    return { ...(parts !== undefined && { parts }), id: RED.util.generateId(), type: 'array' };
}

/** What had come of a list, where nothing of it was sent. */
export interface Unsent {
    records?: unknown[];
}

interface Sequence {
    RED: NodeAPI;
    action: { type: string; marks?: object };
    /** The message that came in: every message of the sequence carries its other properties. */
    msg: Message;
    send: Send;
    /** Gets the records that are still to be sent all at once: an error hands them over, since it goes on behind them. */
    unsent: Unsent;
    /** Called for each page that has arrived, with all records so far. */
    onPage: (page: Page, records: number) => void;
}

/** Numbers the messages of a sequence, so that the core join node can rebuild one array. */
class Parts {
    #index = 0;
    readonly #shared: object;

    constructor({ RED, msg }: Sequence) {
        this.#shared = partsOf(RED, msg);
    }

    next(last: boolean, len?: number) {
        const index = this.#index++;
        return { ...this.#shared, ...(len !== undefined && { len }), index, ...(last && { count: index + 1 }) };
    }
}

/** All records in one message. */
async function emitArray(pages: AsyncIterable<Page>, sequence: Sequence): Promise<void> {
    const records: unknown[] = [];
    sequence.unsent.records = records;
    let last: Page | undefined;
    for await (const page of pages) {
        for (const record of page.records) records.push(record);
        last = page;
        sequence.onPage(page, records.length);
    }
    if (!last) throw new Error('a list without a page');
    const { msg, send, action } = sequence;
    send(Object.assign(msg, { payload: records, intercom: intercomOf(action, last.answer, last) }));
}

/** One message per page, as it arrives. */
async function emitPages(pages: AsyncIterable<Page>, sequence: Sequence): Promise<void> {
    const { RED, msg, action } = sequence;
    const parts = new Parts(sequence);
    let records = 0;
    let len: number | undefined;
    let open: Page | undefined;
    const sendPage = (page: Page, last: boolean) => {
        // join concatenates arrays only if len is above 1, and takes it from the first message
        len ??= Math.max(2, page.pages.perPage ?? page.records.length);
        sequence.send(
            Object.assign(copyOf(RED, msg), {
                payload: page.records,
                intercom: intercomOf(action, page.answer, page),
                parts: parts.next(last, len),
            }),
        );
    };
    for await (const page of pages) {
        records += page.records.length;
        sequence.onPage(page, records);
        const last = page.goesOn !== true;
        // without its records: they need not live until the next page is here
        open = last ? undefined : { ...page, records: [], answer: { ...page.answer, body: null }, next: null };
        sendPage(page, last);
    }
    // Intercom named a next page, but there was none: close the sequence for join
    if (open) sendPage(open, true);
}

/** One message per record. One is held back, since the last must carry the count. */
async function emitItems(pages: AsyncIterable<Page>, sequence: Sequence): Promise<void> {
    const { RED, msg, action } = sequence;
    const parts = new Parts(sequence);
    let records = 0;
    let held: Message | undefined;
    const release = (last: boolean) => {
        if (held) sequence.send(Object.assign(held, { parts: parts.next(last) }));
        held = undefined;
    };
    try {
        for await (const page of pages) {
            records += page.records.length;
            sequence.onPage(page, records);
            for (const record of page.records) {
                release(false);
                held = Object.assign(copyOf(RED, msg), {
                    payload: record,
                    intercom: intercomOf(action, page.answer, page),
                });
            }
        }
    } catch (error) {
        release(false); // it has arrived: the walk resumes behind it
        throw error;
    }
    release(true);
}

/** The pages of a list that takes no cursor: there is no place to go on from, not even after an error. */
export async function* withoutNext(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
    try {
        for await (const page of pages) yield { ...page, next: null };
    } catch (error) {
        if (error instanceof IntercomError) error.next = null;
        throw error;
    }
}

/** Sends the pages of a list the way the node's `emit` says. Resolves when the last message is sent. */
export const emitters: Record<Emit, (pages: AsyncIterable<Page>, sequence: Sequence) => Promise<void>> = {
    array: emitArray,
    pages: emitPages,
    items: emitItems,
};
