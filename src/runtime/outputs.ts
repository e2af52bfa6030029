import type { NodeAPI, NodeMessage } from 'node-red';
import type { ApiAnswer, Page } from '../client';

/** What a list node sends: one message with all records, one per page, or one per record. */
export type Emit = 'array' | 'pages' | 'items';

/** An incoming message, with whatever properties the flow has put on it. */
export type Message = NodeMessage & { intercom?: unknown; parts?: unknown; [property: string]: unknown };

type Send = (msg: NodeMessage) => void;

/** `msg.intercom` of an answer. */
export function facts(action: string, { status, requestId, rateLimit }: ApiAnswer, page?: Page) {
    return {
        action,
        statusCode: status,
        requestId,
        rateLimit,
        ...(page && { pages: page.pages, next: page.next }),
    };
}

interface Sequence {
    RED: NodeAPI;
    action: string;
    /** The message that came in: every message of the sequence carries its other properties. */
    msg: Message;
    send: Send;
    /** Whether the walk goes on to the end: if not, its first page is its last, whatever `next` says. */
    all: boolean;
    /** Called for each page that has arrived, with all records so far. */
    onPage: (page: number, records: number) => void;
}

/** Numbers the messages of a sequence, so that the core join node can rebuild one array. */
class Parts {
    private index = 0;
    private readonly id: string;
    private readonly outer: { parts?: unknown };

    constructor({ RED, msg }: Sequence) {
        this.id = RED.util.generateId();
        // a message that is part of a sequence already keeps its parts inside ours, as split does it
        this.outer = msg.parts === undefined ? {} : { parts: msg.parts };
    }

    next(last: boolean, len?: number) {
        const index = this.index++;
        return {
            ...this.outer,
            id: this.id,
            type: 'array',
            ...(len !== undefined && { len }),
            index,
            ...(last && { count: index + 1 }),
        };
    }
}

/** A message of the sequence: a copy of the one that came in, without the payload that is replaced anyway. */
function copyOf({ RED, msg }: Sequence): Message {
    const { payload, ...rest } = msg;
    return RED.util.cloneMessage(rest as Message);
}

/** All records in one message. */
async function emitArray(pages: AsyncIterable<Page>, sequence: Sequence): Promise<void> {
    const records: unknown[] = [];
    let last: Page | undefined;
    for await (const page of pages) {
        for (const record of page.records) records.push(record);
        last = page;
        sequence.onPage(page.pages.page ?? 1, records.length);
    }
    if (!last) throw new Error('a list without a page');
    const { msg, send, action } = sequence;
    send(Object.assign(msg, { payload: records, intercom: facts(action, last.answer, last) }));
}

/** One message per page, as it arrives. */
async function emitPages(pages: AsyncIterable<Page>, sequence: Sequence): Promise<void> {
    const parts = new Parts(sequence);
    let records = 0;
    let len: number | undefined;
    let open: Page | undefined;
    const sendPage = (page: Page, last: boolean) => {
        // join concatenates arrays only if len is above 1, and takes it from the first message
        len ??= Math.max(2, page.pages.perPage ?? page.records.length);
        sequence.send(
            Object.assign(copyOf(sequence), {
                payload: page.records,
                intercom: facts(sequence.action, page.answer, page),
                parts: parts.next(last, len),
            }),
        );
    };
    for await (const page of pages) {
        records += page.records.length;
        sequence.onPage(page.pages.page ?? 1, records);
        const last = page.next === null || !sequence.all;
        // without its records: they need not live until the next page is here
        open = last ? undefined : { ...page, records: [], answer: { ...page.answer, body: null }, next: null };
        sendPage(page, last);
    }
    // Intercom named a next page, but there was none: close the sequence for join
    if (open) sendPage(open, true);
}

/** One message per record. One is held back, since the last must carry the count. */
async function emitItems(pages: AsyncIterable<Page>, sequence: Sequence): Promise<void> {
    const parts = new Parts(sequence);
    let records = 0;
    let held: Message | undefined;
    const release = (last: boolean) => {
        if (held) sequence.send(Object.assign(held, { parts: parts.next(last) }));
        held = undefined;
    };
    try {
        for await (const page of pages) {
            const intercom = facts(sequence.action, page.answer, page);
            records += page.records.length;
            sequence.onPage(page.pages.page ?? 1, records);
            for (const record of page.records) {
                release(false);
                held = Object.assign(copyOf(sequence), { payload: record, intercom: { ...intercom } });
            }
        }
    } catch (error) {
        release(false); // it has arrived: the walk resumes behind it
        throw error;
    }
    release(true);
}

/** Sends the pages of a list the way the node's `emit` says. Resolves when the last message is sent. */
export const emitters: Record<Emit, (pages: AsyncIterable<Page>, sequence: Sequence) => Promise<void>> = {
    array: emitArray,
    pages: emitPages,
    items: emitItems,
};
