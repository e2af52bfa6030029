/** One entry of Intercom's `error.list`. */
export interface ErrorDetail {
    code: string;
    message: string | null;
    field: string | null;
}

/** What is known about a failure besides its sentence. */
export interface ErrorFacts {
    /**
     * Intercom's first error code, or ours: `missing_field`, `invalid_field`, `not_found`, `ambiguous_reference`,
     * `network_error`, `timeout`, `aborted`, `invalid_response`, `no_connection`, `foreign_host`, `queue_full`.
     */
    code: string;
    /** The HTTP status; null when there was no answer. */
    statusCode: number | null;
    requestId: string | null;
    /** Intercom's own list; null when it sent none. */
    errors: ErrorDetail[] | null;
    /** Which input is at fault: the property for our own codes, the API's name where Intercom named one. */
    field: string | null;
    /** Whether the same request may succeed later. */
    retryable: boolean;
    /** What to do about it. */
    hint: string | null;
    /** What was answered, in the words of whoever answered, as a sentence. */
    said: string | null;
    /** What was asked, for those who look closer: method, path, status. */
    asked: string | null;
    /** True when the request surely never reached Intercom. */
    neverSent: boolean;
    /** The contact that a refused create or update collides with (409). */
    existingId: string | null;
    /** Whether that contact is archived. */
    isExistingArchived: boolean;
    /** The contact into which the asked one was merged (410). */
    mergedInto: string | null;
}

/** An input by its name in the code; whoever shows a sentence may put the panel's word in its place. */
export interface FieldName {
    readonly field: string;
}

/** A sentence in parts. */
export type Sentence = readonly (string | FieldName)[];

/**
 * A sentence that names inputs.
 * ```ts
 * sentence`${{ field: 'contactId' }} is empty.`
 * ```
 */
export function sentence(strings: TemplateStringsArray, ...values: (string | number | FieldName)[]): Sentence {
    return strings.flatMap((text, index) => {
        const value = values[index];
        return value === undefined ? [text] : [text, typeof value === 'number' ? String(value) : value];
    });
}

function asText(words: string | Sentence, nameOf: (field: string) => string): string {
    if (typeof words === 'string') return words;
    return words.map((part) => (typeof part === 'string' ? part : nameOf(part.field))).join('');
}

/** The whole sentence of an error. */
function composed(
    what: string | Sentence,
    {
        hint,
        said,
        errors,
        asked,
    }: Partial<Pick<ErrorFacts, 'said' | 'errors' | 'asked'>> & { hint?: string | Sentence | null },
    nameOf: (field: string) => string,
): string {
    const parts = [asText(what, nameOf)];
    if (hint) parts.push(asText(hint, nameOf));
    if (said) parts.push(`${errors ? 'Intercom' : 'The answer'} says: ${said}`);
    if (asked) parts.push(`(${asked})`);
    return parts.join(' ');
}

/** What goes to the user of an error: everything a flow can branch on. */
export type ErrorDescription = Pick<
    ErrorFacts,
    'code' | 'statusCode' | 'requestId' | 'errors' | 'field' | 'retryable' | 'hint'
> & { message: string };

/**
 * The one error of this client. Its message says, in this order: what happened, what to do, what Intercom said, what
 * was asked; Node-RED's sidebar shows the first thirty characters, then eighty. It never holds a token: neither the
 * request nor the error of the HTTP library is attached.
 */
export class IntercomError extends Error {
    readonly code: string;
    readonly statusCode: number | null;
    readonly requestId: string | null;
    readonly errors: ErrorDetail[] | null;
    /** Filled in by whoever knows which input led here. */
    field: string | null;
    readonly retryable: boolean;
    hint: string | null;
    readonly said: string | null;
    readonly asked: string | null;
    readonly neverSent: boolean;
    readonly existingId: string | null;
    readonly isExistingArchived: boolean;
    readonly mergedInto: string | null;
    /** Where a list that failed half way can be taken up again. */
    next: string | number | null = null;
    readonly #what: string | Sentence;
    readonly #hint: string | Sentence | null;

    /**
     * @param what what happened, as a sentence: that of {@link sentence} where it names inputs
     */
    constructor(
        what: string | Sentence,
        facts: Partial<Omit<ErrorFacts, 'hint'>> & { hint?: string | Sentence | null } = {},
    ) {
        super(composed(what, facts, (field) => field));
        this.name = 'IntercomError';
        this.code = facts.code ?? 'invalid_response';
        this.statusCode = facts.statusCode ?? null;
        this.requestId = facts.requestId ?? null;
        this.errors = facts.errors ?? null;
        this.field = facts.field ?? null;
        this.retryable = facts.retryable ?? false;
        this.hint = facts.hint ? asText(facts.hint, (field) => field) : null;
        // the debug sidebar shows the beginnings of message and cause: so it says what to do as well
        if (this.hint !== null) this.cause = this.hint;
        this.said = facts.said ?? null;
        this.asked = facts.asked ?? null;
        this.neverSent = facts.neverSent ?? false;
        this.existingId = facts.existingId ?? null;
        this.isExistingArchived = facts.isExistingArchived ?? false;
        this.mergedInto = facts.mergedInto ?? null;
        this.#what = what;
        this.#hint = facts.hint || null;
    }

    /**
     * Names the inputs in the sentence by other words, such as those of the panel.
     * @param nameOf the word for a {@link FieldName}
     */
    reword(nameOf: (field: string) => string): void {
        const trace = /\n {4}at [\s\S]*$/.exec(this.stack ?? '')?.[0] ?? '';
        this.hint = this.#hint === null ? null : asText(this.#hint, nameOf);
        if (this.hint !== null) this.cause = this.hint;
        this.message = composed(this.#what, this, nameOf);
        this.stack = `${this.name}: ${this.message}${trace}`;
    }

    /** The sentence alone: Node-RED's catch node shows `String(error)`. */
    override toString(): string {
        return this.message;
    }

    describe(): ErrorDescription {
        const { code, message, statusCode, requestId, errors, field, retryable, hint } = this;
        return { code, message, statusCode, requestId, errors, field, retryable, hint };
    }
}

/** The error of a request that its caller called off. */
export function aborted(): IntercomError {
    return new IntercomError('Called off before it was done.', { code: 'aborted' });
}

/** The error of an input that cannot be used. */
export function invalidField(field: string | null, what: string | Sentence): IntercomError {
    return new IntercomError(what, { code: 'invalid_field', field });
}
