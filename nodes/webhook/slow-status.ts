import type { Node, NodeStatusFill, NodeStatusShape } from 'node-red';
import { marked } from '../../src/runtime';

interface Status {
    fill: NodeStatusFill;
    shape: NodeStatusShape;
    text: string;
}

/** The shortest time between two statuses, in ms: every one goes to every open editor. */
const PAUSE = 500;

/** A status that changes twice a second at most, however much arrives: the first and the last are shown. */
export class SlowStatus {
    private next: Status | undefined;
    private timer: NodeJS.Timeout | undefined;

    /** @param mark a word that stands behind every text: see `ConnectionNode.mark` */
    constructor(
        private readonly node: Node,
        private readonly mark = '',
    ) {}

    show(status: Status): void {
        this.next = { ...status, text: marked(status.text, this.mark) };
        if (!this.timer) this.flush();
    }

    clear(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        this.next = undefined;
        this.node.status({});
    }

    private flush(): void {
        this.timer = undefined;
        if (!this.next) return;
        this.node.status(this.next);
        this.next = undefined;
        this.timer = setTimeout(() => this.flush(), PAUSE);
        this.timer.unref();
    }
}
