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
    readonly #node: Node;
    readonly #mark: string;
    #next: Status | undefined;
    #timer: NodeJS.Timeout | undefined;

    /** @param mark a word that stands behind every text: see `ConnectionNode.mark` */
    constructor(node: Node, mark = '') {
        this.#node = node;
        this.#mark = mark;
    }

    show(status: Status): void {
        this.#next = { ...status, text: marked(status.text, this.#mark) };
        if (!this.#timer) this.#flush();
    }

    clear(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        this.#next = undefined;
        this.#node.status({});
    }

    #flush(): void {
        this.#timer = undefined;
        if (!this.#next) return;
        this.#node.status(this.#next);
        this.#next = undefined;
        this.#timer = setTimeout(() => this.#flush(), PAUSE);
        this.#timer.unref();
    }
}
