import type { Node, NodeStatus as Shown } from 'node-red';
import type { IntercomError } from '../client';
import { errorKey, type Words } from './words';

/** Node-RED cuts long texts off; its own nodes stay around twenty characters. */
const MAX_TEXT = 40;
/** At most so many changes in so many milliseconds: more nobody reads, and each one goes to every open editor. */
const MAX_CHANGES = 5;
const WITHIN_MS = 1000;

/** An error in the few words of a status. */
export function errorText(words: Words, error: IntercomError): string {
    const code = error.field === 'accessToken' ? 'no_access_token' : error.code;
    const key = errorKey(error.statusCode === 401 ? 'access_token' : code);
    const text = key ? words(key, { field: error.field ?? '' }).trim() : error.code;
    return error.statusCode ? `${error.statusCode} ${text}` : text;
}

/** A number as people write it: `1,234`. */
export const counted = (count: number): string => count.toLocaleString('en-US');

/** What a record is called: its name or title, an email, or at least its id. */
export function nameOf(record: unknown): string | undefined {
    if (typeof record !== 'object' || record === null) return undefined;
    const { name, title, ticket_attributes: attributes, email, subject, id } = record as Record<string, unknown>;
    const { _default_title_: ticketTitle } = (attributes ?? {}) as Record<string, unknown>;
    const plain = (one: unknown): string =>
        typeof one === 'string' || typeof one === 'number'
            ? String(one)
                  .replace(/<[^>]*>/g, '')
                  .replace(/\s+/g, ' ')
                  .trim()
            : '';
    return [name, title, ticketTitle, email, subject, id].map(plain).find((text) => text !== '');
}

/** A text with the connection's mark behind it. */
export const marked = (text: string, mark: string): string => [text, mark].filter(Boolean).join(' · ');

/** The status under a node: what it does, waits for, or did last. Changed at most a few times a second. */
export class NodeStatus {
    #inFlight = 0;
    #last: { error: IntercomError } | { text: string } | undefined;
    #progress: (() => string) | undefined;
    #countdown: NodeJS.Timeout | undefined;
    /** Until when (ms) the connection waits for its rate limit. */
    #holdsUntil = 0;
    #pause: NodeJS.Timeout | undefined;
    /** When (ms) the last changes were written, oldest first. */
    readonly #writtenAt: number[] = [];
    #shown = '';

    /** @param mark a word that stands behind every text, as that of the demo workspace; empty for none */
    readonly #node: Node;
    readonly #words: Words;
    readonly #mark: string;

    constructor(node: Node, words: Words, mark: string = '') {
        this.#node = node;
        this.#words = words;
        this.#mark = mark;
    }

    /** What the node says at rest: nothing, or why it cannot work. The runtime keeps old statuses over a deploy. */
    rest(problem?: IntercomError): void {
        this.#last = problem && { error: problem };
        this.#write();
        this.#writtenAt.length = 0;
    }

    begin(): void {
        this.#inFlight++;
        this.#show();
    }

    /** Ends one message; what came of it stays in sight until the next message begins. */
    end(result: IntercomError | string | undefined): void {
        this.#inFlight--;
        this.#last =
            result === undefined ? undefined : typeof result === 'string' ? { text: result } : { error: result };
        if (this.#inFlight === 0) {
            this.#stopCountdown();
            this.#progress = undefined;
        }
        this.#show();
    }

    /** How far a list has come; called for every element, it is only put into words when it is shown. */
    progress(text: () => string): void {
        this.#stopCountdown();
        this.#progress = text;
        this.#show();
    }

    /** The connection waits for its rate limit until the given time (ms), or `null`: it goes on. */
    hold(until: number | null): void {
        if (until === null) {
            if (!this.#countdown) return;
            this.#stopCountdown();
            this.#show();
            return;
        }
        // each waiting request tells it, and all of them the same
        if (this.#countdown && Math.abs(until - this.#holdsUntil) < 1000) return;
        this.#stopCountdown();
        this.#holdsUntil = until;
        this.#countdown = setInterval(() => this.#show(), 1000);
        this.#countdown.unref();
        this.#show();
    }

    clear(): void {
        this.#stopCountdown();
        clearTimeout(this.#pause);
        this.#node.status({});
    }

    /** Writes the status now, or as it is then when the next change is due. */
    #show(): void {
        if (this.#pause) return;
        const [oldest = 0] = this.#writtenAt;
        const due = this.#writtenAt.length < MAX_CHANGES ? 0 : oldest + WITHIN_MS - Date.now();
        if (due <= 0) {
            this.#write();
            return;
        }
        this.#pause = setTimeout(() => {
            this.#pause = undefined;
            this.#write();
        }, due);
        this.#pause.unref();
    }

    #write(): void {
        const status = this.#current();
        const text = marked(status.text, this.#mark);
        const shown = text === '' ? {} : { ...status, text };
        const key = JSON.stringify(shown);
        if (key === this.#shown) return;
        this.#shown = key;
        this.#writtenAt.push(Date.now());
        if (this.#writtenAt.length > MAX_CHANGES) this.#writtenAt.shift();
        this.#node.status(shown);
    }

    #current(): Shown & { text: string } {
        const words = this.#words;
        if (this.#countdown) {
            const seconds = Math.max(0, Math.ceil((this.#holdsUntil - Date.now()) / 1000));
            return { fill: 'yellow', shape: 'ring', text: words('status.hold', { seconds }) };
        }
        if (this.#inFlight > 0) {
            const text =
                this.#progress?.() ??
                (this.#inFlight > 1 ? words('status.inFlight', { count: this.#inFlight }) : words('status.requesting'));
            return { fill: 'blue', shape: 'dot', text };
        }
        if (!this.#last) return { fill: 'grey', shape: 'ring', text: '' };
        if ('error' in this.#last) {
            return { fill: 'red', shape: 'ring', text: cut(errorText(words, this.#last.error), this.#mark) };
        }
        return { fill: 'green', shape: 'dot', text: cut(this.#last.text, this.#mark) };
    }

    #stopCountdown(): void {
        clearInterval(this.#countdown);
        this.#countdown = undefined;
    }
}

/** Leaves room for the mark behind it. */
function cut(text: string, mark: string): string {
    const room = MAX_TEXT - (mark === '' ? 0 : mark.length + 3);
    if (text.length <= room) return text;
    const whole = text.slice(0, room - 1).replace(/[\ud800-\udbff]$/, ''); // half a character
    return `${whole.trimEnd()}…`;
}
