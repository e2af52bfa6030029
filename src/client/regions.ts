import { IntercomError } from './errors';
import { HOSTS } from './hosts';
import type { Region } from './types';

/** The regions of Intercom itself. */
type OwnRegion = keyof typeof HOSTS;

/** Which region, and the address for a custom one or a demo workspace. */
export interface Place {
    region: Region;
    baseUrl?: string;
}

/**
 * The API's address, without a slash at its end.
 * @throws IntercomError `no_connection` when a custom address is missing or is no http(s) URL
 */
export function apiUrl({ region, baseUrl }: Place): string {
    return isOwn(region) ? known(region).api : checkedUrl(baseUrl);
}

/** Where a user is sent to allow an app. Errors as {@link apiUrl}. */
export function oauthUrl({ region, baseUrl }: Place): string {
    return `${isOwn(region) ? known(region).app : checkedUrl(baseUrl)}/oauth`;
}

/**
 * Where an OAuth code is exchanged: the US host for every region, as Intercom documents no other. Errors as
 * {@link apiUrl}.
 */
export function tokenUrl({ region, baseUrl }: Place): string {
    return `${isOwn(region) ? HOSTS.us.api : checkedUrl(baseUrl)}/auth/eagle/token`;
}

/** The region that `GET /me` names (`app.region`: `US`, `EU`, `AU`); null for one not known here. */
export function regionOfWorkspace(name: unknown): Region | null {
    const region = String(name ?? '').toLowerCase();
    return Object.hasOwn(HOSTS, region) ? (region as Region) : null;
}

const isOwn = (region: Region): region is OwnRegion => region !== 'custom' && region !== 'demo';

function known(region: OwnRegion): { api: string; app: string } {
    if (Object.hasOwn(HOSTS, region)) return HOSTS[region];
    throw refusal('region', 'The connection has no such region: choose us, eu, au, custom or demo.');
}

function checkedUrl(baseUrl: string | undefined): string {
    const given = baseUrl?.trim();
    if (!given) throw refusal('baseUrl', 'The connection has no base URL: a custom region needs one.');
    let url: URL;
    try {
        url = new URL(given);
    } catch {
        throw refusal(
            'baseUrl',
            'The base URL of the connection is not a URL: it must begin with https:// or http://.',
        );
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
        throw refusal('baseUrl', 'The base URL of the connection must begin with https:// or http://.');
    if (url.username || url.password)
        throw refusal('baseUrl', 'The base URL of the connection holds a user or a password: take them out.');
    if (url.search || url.hash) throw refusal('baseUrl', 'The base URL of the connection must not hold a ? or a #.');
    return url.origin + url.pathname.replace(/\/+$/, '');
}

function refusal(field: string, message: string): IntercomError {
    return new IntercomError(message, { code: 'no_connection', field });
}
