import type { Node } from 'node-red';
import type { IntercomError } from '../client';
import { errorKey, type Words } from './words';

/** Node-RED cuts long texts off; its own nodes stay around twenty characters. */
const MAX_TEXT = 40;

/** An error in the few words of a status. */
export function errorText(words: Words, error: IntercomError): string {
    const code = error.field === 'accessToken' ? 'no_access_token' : error.code;
    const key = errorKey(error.statusCode === 401 ? 'access_token' : code);
    const text = key ? words(key, { field: error.field ?? '' }).trim() : error.code;
    return error.statusCode ? `${error.statusCode} ${text}` : text;
}

/** The status under a node: requests in flight, page progress, waiting, the last error. */
export class NodeStatus {
    private inFlight = 0;
    private failed = false;
    private countdown: NodeJS.Timeout | undefined;
    /** Until when (ms) the status says that the connection waits. */
    private holdsUntil = 0;
    /** The texts by number of requests: looking one up takes longer than the whole rest of a status. */
    private readonly inFlightTexts = new Map<number, string>();

    constructor(
        private readonly node: Node,
        private readonly words: Words,
    ) {}

    /** What the node says at rest: nothing, or why it cannot work. The runtime keeps old statuses over a deploy. */
    rest(problem?: IntercomError): void {
        if (problem) this.fail(problem);
        else this.node.status({});
    }

    begin(): void {
        this.inFlight++;
        this.failed = false;
        this.showInFlight();
    }

    /** Ends one message; an error stays in sight until the next message begins. */
    end(error?: IntercomError): void {
        this.inFlight--;
        if (error || this.inFlight === 0) this.stopCountdown();
        if (error) this.fail(error);
        else if (this.inFlight > 0) this.showInFlight();
        else if (!this.failed) this.node.status({});
    }

    page(page: number, records: number): void {
        this.stopCountdown();
        this.busy(this.words('status.page', { page, records }));
    }

    /** The connection waits for its rate limit until the given time (ms), or `null`: it goes on. */
    hold(until: number | null): void {
        if (until === null) {
            if (!this.countdown) return;
            this.stopCountdown();
            this.showInFlight();
            return;
        }
        // each waiting request tells it, and all of them the same
        if (this.countdown && Math.abs(until - this.holdsUntil) < 1000) return;
        this.stopCountdown();
        this.holdsUntil = until;
        const show = () => {
            const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
            this.node.status({ fill: 'yellow', shape: 'ring', text: this.words('status.hold', { seconds }) });
        };
        show();
        this.countdown = setInterval(show, 1000);
        this.countdown.unref();
    }

    clear(): void {
        this.stopCountdown();
        this.node.status({});
    }

    private showInFlight(): void {
        if (this.countdown) return;
        const count = this.inFlight;
        let text = this.inFlightTexts.get(count);
        if (text === undefined) {
            text = count > 1 ? this.words('status.inFlight', { count }) : this.words('status.requesting');
            this.inFlightTexts.set(count, text);
        }
        this.busy(text);
    }

    private busy(text: string): void {
        this.node.status({ fill: 'blue', shape: 'dot', text });
    }

    private fail(error: IntercomError): void {
        this.failed = true;
        this.node.status({ fill: 'red', shape: 'ring', text: errorText(this.words, error).slice(0, MAX_TEXT) });
    }

    private stopCountdown(): void {
        clearInterval(this.countdown);
        this.countdown = undefined;
    }
}
