import type { Node } from 'node-red';
import type { IntercomError } from '../client';
import { errorKey, type Words } from './words';

/** Node-RED cuts long texts off; its own nodes stay around twenty characters. */
const MAX_TEXT = 40;

/** The status under a node: requests in flight, page progress, waiting, the last error. */
export class NodeStatus {
    private inFlight = 0;
    private failed = false;
    private countdown: NodeJS.Timeout | undefined;

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
        this.stopCountdown();
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
        this.stopCountdown();
        if (until === null) {
            this.showInFlight();
            return;
        }
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
        this.busy(
            this.inFlight > 1
                ? this.words('status.inFlight', { count: this.inFlight })
                : this.words('status.requesting'),
        );
    }

    private busy(text: string): void {
        this.node.status({ fill: 'blue', shape: 'dot', text });
    }

    private fail(error: IntercomError): void {
        this.failed = true;
        const key = errorKey(error.field === 'accessToken' || error.statusCode === 401 ? 'access_token' : error.code);
        const text = key ? this.words(key, { field: error.field ?? '' }).trim() : error.code;
        const status = error.statusCode ? `${error.statusCode} ${text}` : text;
        this.node.status({ fill: 'red', shape: 'ring', text: status.slice(0, MAX_TEXT) });
    }

    private stopCountdown(): void {
        clearInterval(this.countdown);
        this.countdown = undefined;
    }
}
