import { CLIENT_ID, CLIENT_SECRET } from '../../src/sandbox';
import type { NodeRed } from './node-red';

export interface Started {
    url: string;
    handle: string;
    /** As the browser sends it back. */
    cookie: string;
}

type Json = Record<string, unknown> & {
    accessToken?: string;
    error?: { code: string; message: string; field: string | null };
};

/** Does over HTTP what the connection's dialog and the browser's window do. */
export class SignIn {
    /** Headers of every request from the editor, such as its user's token. */
    constructor(
        private readonly nodeRed: NodeRed,
        private readonly headers: Record<string, string> = {},
    ) {}

    get callback(): string {
        return `${this.nodeRed.url}/intercom/connection/oauth/callback`;
    }

    /** What the dialog sends for a connection to the sandbox. */
    dialog(id: string, baseUrl: string, more: object = {}): object {
        return {
            id,
            auth: 'oauth',
            region: 'custom',
            baseUrl,
            clientId: CLIENT_ID,
            clientSecret: CLIENT_SECRET,
            callbackUrl: this.callback,
            ...more,
        };
    }

    async post(route: string, body: object): Promise<Json> {
        const path = `/intercom/connection/${route}`;
        const { status, text } = await this.nodeRed.api('POST', path, body, this.headers);
        if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
        return JSON.parse(text) as Json;
    }

    async start(body: object): Promise<Started> {
        const response = await fetch(`${this.nodeRed.url}/intercom/connection/oauth/start`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', ...this.headers },
            body: JSON.stringify(body),
        });
        const answer = (await response.json()) as Json;
        if (answer.error) throw new Error(answer.error.message);
        const [cookie = ''] = (response.headers.getSetCookie()[0] ?? '').split(';');
        return { url: String(answer.url), handle: String(answer.handle), cookie };
    }

    /** What the user does at Intercom: lets the app in, or does not. Returns the address that the browser goes back to. */
    async visit(url: string, authorize = true): Promise<string> {
        if (!authorize) {
            const page = await (await fetch(url)).text();
            return /id="deny" href="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#38;', '&') ?? '';
        }
        const answer = await fetch(`${url}&auto=1`, { redirect: 'manual' });
        return answer.headers.get('location') ?? '';
    }

    async comeBack(address: string, cookie: string): Promise<{ status: number; page: string; headers: Headers }> {
        const answer = await fetch(address, { headers: { cookie }, redirect: 'manual' });
        return { status: answer.status, page: await answer.text(), headers: answer.headers };
    }

    /** From Connect to the window that closes. Returns the token as it then stands in the dialog, sealed. */
    async connect(body: object): Promise<string> {
        const { url, handle, cookie } = await this.start(body);
        const { status, page } = await this.comeBack(await this.visit(url), cookie);
        if (status !== 200) throw new Error(page);
        const { accessToken } = await this.post('oauth/outcome', { handle });
        if (!accessToken) throw new Error('the outcome has no token');
        return accessToken;
    }
}
