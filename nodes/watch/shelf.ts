import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Found } from './round';

/** So many records are held as they are; those of further pages are packed. */
const MAX_UNPACKED = 3000;

interface Packed<Answer> {
    bytes: Buffer;
    answer: Answer;
}

/** Holds what several pages have brought until it can be told from the oldest on, a whole workspace if need be. */
export class Shelf<Answer> {
    readonly #pages: (Found<Answer>[] | Packed<Answer>)[] = [];
    #count = 0;

    /** Takes what one page has brought. */
    put(found: Found<Answer>[]): void {
        const [first] = found;
        if (!first) return;
        this.#count += found.length;
        const { answer } = first; // the same for all of a page
        if (this.#count <= MAX_UNPACKED) this.#pages.push(found);
        else {
            const records = JSON.stringify(found.map(({ answer: _answer, ...rest }) => rest));
            this.#pages.push({ bytes: deflateRawSync(records, { level: 1 }), answer });
        }
    }

    /** What is there: in one piece where that is not much, and else page by page, what came last first. */
    *backwards(): Generator<Found<Answer>[]> {
        const pages = this.#pages.toReversed();
        if (this.#count > MAX_UNPACKED) for (const page of pages) yield unpacked(page).reverse();
        else yield pages.flatMap((page) => unpacked(page).reverse());
    }

    /** As {@link backwards}, in the order in which it came. */
    *forwards(): Generator<Found<Answer>[]> {
        for (const page of this.#pages) yield unpacked(page);
    }
}

function unpacked<Answer>(page: Found<Answer>[] | Packed<Answer>): Found<Answer>[] {
    if (Array.isArray(page)) return page.slice();
    const { bytes, answer } = page;
    const found = JSON.parse(inflateRawSync(bytes).toString()) as Omit<Found<Answer>, 'answer'>[];
    return found.map((one) => ({ ...one, answer }));
}
