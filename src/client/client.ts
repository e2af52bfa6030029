import { createHash, randomUUID } from 'node:crypto';
import { type Clock, isTimeout, MAX_TIMEOUT, systemClock, wait } from './clock';
import { aborted, IntercomError, invalidField } from './errors';
import { type RequestHeaders, rateLimitOf, retryAfter, untilReset } from './headers';
import { Http, type HttpAnswer, type HttpRequest } from './http';
import { jsonText, parseJson } from './json';
import { Limiter, type Pass } from './limiter';
import { path } from './path';
import type { Plan } from './plan';
import { queryString } from './query';
import { prepareRaw, type RawRequest } from './raw';
import { followed, redirectOf, redirectUrl } from './redirects';
import { type Asked, errorFromAnswer, isErrorList, unreadableAnswer } from './refusals';
import { apiUrl } from './regions';
import { backoff, isGone, isInDoubt, isRead, mayRepeat } from './retry';
import { type Signal, Stop } from './signal';
import type { ApiAnswer, ApiRequest, CallOptions, ConnectionOptions } from './types';

/** For tests: time and chance. */
export interface ClientInsides {
    clock?: Clock;
    random?: () => number;
}

/** A connection to one workspace: sends requests within its rate limit, repeats what may be repeated. */
export class Client {
    #baseUrl: string;
    /** The same for all clients of one token at one address; the token cannot be read from it. */
    readonly account: string;
    readonly #options: ConnectionOptions;
    readonly #clock: Clock;
    readonly #random: () => number;
    readonly #http: Http;
    readonly #limiter: Limiter;
    readonly #headers: RequestHeaders;
    readonly #jsonHeaders: RequestHeaders;
    /** The calls under way, for {@link close}. */
    readonly #calls = new Set<Stop>();
    #closed = false;
    /** The timer after which what is under way at the end is called off. */
    #grace: unknown;

    /**
     * @throws IntercomError `no_connection`, with the option at fault as `field`
     */
    constructor(options: ConnectionOptions, insides: ClientInsides = {}) {
        checkOptions(options);
        this.#baseUrl = options.open ? '' : apiUrl(options);
        this.account = createHash('sha256')
            .update(options.open ? randomUUID() : `${options.accessToken} ${this.#baseUrl}`)
            .digest('hex');
        this.#options = options;
        this.#clock = insides.clock ?? systemClock;
        this.#random = insides.random ?? Math.random;
        this.#http = new Http(options.proxy, options.tls);
        this.#limiter = new Limiter(this.#clock, this.#random);
        this.#headers = {
            accept: 'application/json',
            authorization: `Bearer ${options.accessToken}`,
            'intercom-version': options.version,
        };
        this.#jsonHeaders = { ...this.#headers, 'content-type': 'application/json' };
    }

    /**
     * Sends a request and answers with Intercom's answer.
     * @throws IntercomError for everything that is not a success
     */
    call<T = unknown>(request: ApiRequest, options: CallOptions = {}): Promise<ApiAnswer<T>> {
        return this.#within(options, (signal) =>
            this.#attempt(this.#plan(request, options), signal, options),
        ) as Promise<ApiAnswer<T>>;
    }

    /**
     * Sends a request of the user's own making.
     * @throws IntercomError `foreign_host` before anything is sent when it would leave the connection's host,
     * `invalid_field`, and everything that {@link call} throws
     */
    raw(request: RawRequest, options: CallOptions = {}): Promise<ApiAnswer> {
        return this.#within(options, (signal) => {
            const baseUrl = this.#baseUrl;
            const { timeout } = this.#options;
            const plan = prepareRaw(request, { baseUrl, timeout, headers: this.#headers, random: this.#random });
            return this.#attempt(plan, signal, options);
        });
    }

    /** Waits by the client's clock, telling `onHold`. @throws IntercomError `aborted` */
    pause(ms: number, options: CallOptions = {}): Promise<void> {
        return this.#within(options, async (signal) => {
            options.onHold?.(this.#clock.now() + ms);
            await wait(this.#clock, ms, signal);
            options.onHold?.(null);
        });
    }

    /** The client's time, in milliseconds. */
    now(): number {
        return this.#clock.now();
    }

    /** The API's address without a slash at its end; empty until a demo workspace was opened. */
    get baseUrl(): string {
        return this.#baseUrl;
    }

    /**
     * Sends nothing more, calls off what is under way (`aborted`), and closes the connections.
     * @param graceMs how long what was sent already may take to be answered, where nobody else calls it off
     */
    close(graceMs = 0): void {
        this.#closed = true;
        this.#limiter.close();
        if (graceMs === 0 || this.#calls.size === 0) this.#end();
        else this.#grace = this.#clock.setTimeout(() => this.#end(), graceMs);
    }

    #end(): void {
        this.#clock.clearTimeout(this.#grace);
        for (const call of this.#calls) call.abort();
        this.#http.close();
    }

    /** Runs a call under a signal that fires with the caller's and with {@link close}. */
    async #within<T>(options: CallOptions, run: (signal: Signal) => Promise<T>): Promise<T> {
        if (this.#closed || options.signal?.aborted) throw aborted();
        const call = new Stop(options.signal && Stop.of(options.signal));
        this.#calls.add(call);
        try {
            if (this.#baseUrl === '') await this.#open();
            return await run(call);
        } finally {
            this.#calls.delete(call);
            call.release();
            if (this.#grace !== undefined && this.#calls.size === 0) this.#end();
        }
    }

    /** Starts what is asked, where that is not always there. @throws IntercomError */
    async #open(): Promise<void> {
        const { region, open } = this.#options;
        this.#baseUrl = apiUrl({ region, baseUrl: await open?.() });
    }

    #plan(request: ApiRequest, options: CallOptions): Plan {
        const { method, repeat, check, accept, readAs = 'json', redirect } = request;
        if (!request.path.startsWith('/')) throw invalidField(null, 'A path must begin with a slash.');
        const hasBody = request.body !== undefined;
        const headers = hasBody ? this.#jsonHeaders : this.#headers;
        const body = hasBody ? jsonText(request.body) : undefined;
        const http: HttpRequest = {
            method,
            url: this.#baseUrl + request.path + queryString(request.query),
            headers: accept === undefined ? headers : { ...headers, accept },
            body,
            timeout: this.#options.timeout,
            binary: readAs === 'binary',
        };
        return {
            method,
            bytes: body?.length ?? 0,
            build: () => http,
            ...(redirect === 'follow' && { send: (sender, first) => followed(sender, first, () => http) }),
            readAs,
            isDownload: accept !== undefined,
            answersRedirect: redirect === 'answer',
            reads: isRead(method, request.path),
            check,
            maxRetries: this.#options.maxRetries,
            mayRepeat: (error) => mayRepeat(error, repeat),
            pause: (attempt) => backoff(attempt, this.#random),
            settle: (error, answer) => {
                if (repeat === 'delete' && isGone(error)) return { ...answer, body: null, repeated: true };
                if (repeat === 'create-contact' && error.existingId && !error.isExistingArchived)
                    return this.#existing(error.existingId, options);
                return null;
            },
        };
    }

    /** The contact that an earlier attempt, whose answer was lost, has created. */
    async #existing(id: string, options: CallOptions): Promise<ApiAnswer> {
        const answer = await this.call({ method: 'GET', path: path`/contacts/${id}`, repeat: 'always' }, options);
        return { ...answer, repeated: true };
    }

    async #attempt(plan: Plan, signal: Signal, options: CallOptions): Promise<ApiAnswer> {
        let isDoubtful = false;
        let pass: Pass | undefined;
        for (let attempt = 0; ; attempt++) {
            const entering = this.#limiter.enter(options.lane ?? '', signal, options.onHold, pass, plan.bytes);
            pass = entering instanceof Promise ? await entering : entering;
            let answer: ApiAnswer | null = null;
            let error: IntercomError;
            let asked: number | null = null;
            try {
                answer = await this.#once(plan, signal);
                const failure = this.#failureOf(answer, plan);
                if (failure === null) return answer;
                error = failure;
                asked = askedPause(answer, this.#clock.now());
            } catch (thrown) {
                if (!(thrown instanceof IntercomError) || thrown.code === 'aborted') throw thrown;
                error = thrown;
            }
            if (isDoubtful && answer !== null) {
                const settled = await plan.settle?.(error, answer);
                if (settled) return settled;
            }
            isDoubtful ||= isInDoubt(error);
            if (attempt >= plan.maxRetries || !plan.mayRepeat(error)) throw error;
            const pause = asked ?? plan.pause(attempt);
            if (pause > 0) await wait(this.#clock, pause, signal);
        }
    }

    /** One attempt: an answer of whatever status. */
    async #once(plan: Plan, signal: Signal): Promise<ApiAnswer> {
        let answer: (HttpAnswer & { url?: string }) | null = null;
        let request: HttpRequest;
        try {
            request = { ...plan.build(), signal };
            answer = plan.send ? await plan.send(this.#http, request) : await this.#http.send(request);
        } finally {
            this.#limiter.leave(answer?.status ?? null, answer?.headers);
        }
        const { status, headers, cookies, body } = answer;
        const read: ApiAnswer = {
            status,
            headers,
            body: body.length === 0 ? null : body,
            requestId: headers['x-request-id'] ?? null,
            rateLimit: rateLimitOf(headers),
            url: answer.url ?? request.url,
        };
        if (cookies.length > 0) read.cookies = cookies;
        return read;
    }

    /** Reads the body into the answer; the error, when it is none of a success. */
    #failureOf(answer: ApiAnswer, plan: Plan): IntercomError | null {
        const location = plan.answersRedirect ? redirectOf(answer) : null;
        if (location !== null) {
            answer.body = { url: redirectUrl(location, answer.url) };
            return null;
        }
        const isSuccess = answer.status >= 200 && answer.status < 300;
        if (isSuccess && plan.readAs !== 'json' && !standsForFile(answer, plan)) return null;
        const text = answer.body === null ? '' : String(answer.body);
        // A blank has been seen behind work that was done: https://github.com/intercom/intercom-php/issues/48
        const parsed = text.trim() === '' ? { value: null } : parseJson(text);
        if (parsed !== null) answer.body = parsed.value;
        const isMissing = parsed?.value === null && plan.reads && answer.status === 200;
        if (!isSuccess || isErrorList(answer.body)) return errorFromAnswer(answer, this.#asked(answer, plan));
        if (parsed === null || isMissing) return unreadableAnswer(answer, this.#asked(answer, plan), plan.reads);
        try {
            plan.check?.(answer);
            return null;
        } catch (error) {
            if (error instanceof IntercomError) return error;
            throw error;
        }
    }

    #asked({ url }: ApiAnswer, { method }: Plan): Asked {
        const { pathname, host } = new URL(url);
        return { method, path: pathname, host, token: this.#options.accessToken };
    }
}

/** Whether what should be a file is an error, or the page of a login or a proxy. */
function standsForFile({ headers, body }: ApiAnswer, { isDownload }: Plan): boolean {
    const type = headers['content-type'] ?? '';
    if (!isDownload) return false;
    return /\bhtml\b/.test(type) || (/\bjson\b/.test(type) && isErrorList(parseJson(String(body))?.value));
}

/**
 * The pause that an answer's headers ask for, in ms. That of a 429 is the limiter's affair, since it holds for every
 * request of the connection.
 */
function askedPause({ status, headers }: ApiAnswer, now: number): number | null {
    if (status !== 429) return retryAfter(headers, now);
    return retryAfter(headers, now) === null && untilReset(headers, now) === null ? null : 0;
}

function checkOptions(options: ConnectionOptions): void {
    const { accessToken, version, timeout, maxRetries } = options;
    const refuse = (field: string, message: string) => {
        throw new IntercomError(message, { code: 'no_connection', field });
    };
    if (typeof accessToken !== 'string' || accessToken.trim() === '')
        refuse('accessToken', 'The connection has no access token: enter the one of your app in the Developer Hub.');
    // Only what a header can carry; a pasted line break would end it.
    if (!/^[\x21-\x7e]+$/.test(accessToken))
        refuse(
            'accessToken',
            'The access token of the connection holds spaces or other characters that no token has: paste it again.',
        );
    if (!/^[\w.-]+$/.test(version)) refuse('version', 'The API version of the connection must look like 2.16.');
    if (!isTimeout(timeout))
        refuse('timeout', `The timeout of the connection must be milliseconds, from 1 to ${MAX_TIMEOUT}.`);
    if (!Number.isInteger(maxRetries) || maxRetries < 0)
        refuse('maxRetries', 'The retries of the connection must be a whole number, 0 or more.');
}
