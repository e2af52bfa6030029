import type { IntercomError } from './errors';
import type { Http, HttpAnswer, HttpRequest } from './http';
import type { ApiAnswer } from './types';

/** A request on its way through the attempts. */
export interface Plan {
    method: string;
    /** The size of the body, as near as it is known without making it. */
    bytes: number;
    /** Made anew for every attempt, since a multipart body can be sent only once. */
    build: () => HttpRequest;
    /** Sends it, when that is more than one HTTP request. */
    send?: (http: Http, first: HttpRequest) => Promise<HttpAnswer & { url: string }>;
    /** How the body of a success is read. */
    readAs: 'json' | 'text' | 'binary';
    /** Whether it asks for a file, as Intercom names its type. */
    isDownload?: boolean;
    /** Whether a redirect is the answer, with the address it names. */
    answersRedirect?: boolean;
    /** Whether it only reads, so that an answer without content is a broken one. */
    reads: boolean;
    /** Throws for an answer that cannot be right. */
    check?: (answer: ApiAnswer) => void;
    maxRetries: number;
    mayRepeat: (error: IntercomError) => boolean;
    /** Milliseconds before the next attempt. */
    pause: (attempt: number) => number;
    /** What a refusal means when an earlier attempt may have done the work. */
    settle?: (error: IntercomError, answer: ApiAnswer) => Promise<ApiAnswer | null> | ApiAnswer | null;
}
