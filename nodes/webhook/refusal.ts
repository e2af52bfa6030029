/** Why a request is not taken: an HTTP status, and a sentence for whoever looks at the delivery in Intercom. */
export class Refusal extends Error {
    constructor(
        readonly status: number,
        message: string,
        readonly headers: Record<string, string> = {},
    ) {
        super(message);
    }
}
