import { type Sentence, sentence } from './errors';

/** What is known of a refusal when words are sought for it. */
export interface Refusal {
    status: number;
    /** Intercom's first code, or ours for the status. */
    code: string;
    /** What the answer says. */
    said: string;
    /** The API's name of what is at fault. */
    field: string | null;
    /** The contact that a 409 names. */
    twin: { id: string; archived: boolean } | null;
    mergedInto: string | null;
    /** Whether the answer is surely Intercom's. */
    isIntercoms: boolean;
    method: string;
    path: string;
    host: string;
}

/** What it means for the person, in thirty characters where that can be, and what to do. */
export type Words = readonly [what: string | Sentence, todo: string | null];

const CHECK_VALUES = 'Check the values that were sent.';

/** By Intercom's codes: https://developers.intercom.com/docs/references/rest-api/errors/error-codes */
const BY_CODE: Record<string, Words> = {
    intercom_version_invalid: [
        'The API version does not fit.',
        'Choose an API version in the connection that has this call.',
    ],
    api_plan_restricted: ['Not in your Intercom plan.', "The workspace's plan does not include this."],
    scroll_exists: [
        'Companies are read elsewhere.',
        'Only one scroll can be open in a workspace: try again a minute after its last use.',
    ],
    tag_has_dependent_objects: ['The tag is still in use.', 'Remove it in Intercom from what uses it first.'],
    contact_company_limit_exceeded: ['Too many companies.', 'A contact can have 1,000 at most: detach some first.'],
    invalid_merge: [
        'Not merged: no duplicates.',
        'Intercom merges a lead into a user of the same person; skip_duplicate_validation merges all the same.',
    ],
    type_mismatch: ['A value is of a wrong type.', CHECK_VALUES],
};

const LOST: Words = ['The contact is deleted.', 'It is deleted for good and cannot be brought back: create a new one.'];

const MISSING = new Set(['parameter_not_found', 'parameter_missing', 'missing_parameter']);

/** What stands behind a path, by its first segment. */
const NOUNS: Record<string, string> = {
    admins: 'teammate',
    articles: 'article',
    companies: 'company',
    contacts: 'contact',
    conversations: 'conversation',
    tags: 'tag',
    teams: 'team',
    ticket_types: 'ticket type',
    tickets: 'ticket',
};

/** What belongs to a record, by the segment behind its id, and may be what is missing. */
const PARTS: Record<string, string> = {
    companies: 'company',
    notes: 'teammate',
    subscriptions: 'subscription',
    tags: 'tag',
};

/** The words for an answer that is not a success. */
export function wordsOf(refusal: Refusal): Words {
    return refusal.isIntercoms ? intercoms(refusal) : somebodys(refusal);
}

function intercoms(refusal: Refusal): Words {
    const { status, code, said, host } = refusal;
    if (code === 'not_restorable' || /permanent deletion|not restorable/i.test(said)) return LOST;
    if (/page limit reached/i.test(said))
        return ['Only 10,000 can be listed so.', 'Narrow the list, or list all companies without an order.'];
    const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
    if (known !== undefined) return known;
    if (status === 401)
        return [
            'The access token is refused.',
            `Check the access token: it is wrong or revoked, or the workspace is not in the region of ${host}.`,
        ];
    if (status === 403)
        return [
            'A permission is missing.',
            'Allow it for the app in the Developer Hub of Intercom, under Authentication.',
        ];
    if (status === 402) return BY_CODE.api_plan_restricted as Words;
    if (status === 404 || code === 'not_found' || /user not found/i.test(said)) return missing(refusal);
    if (status === 409) return collision(refusal);
    if (status === 410) return gone(refusal);
    if (status === 400 || status === 422) return invalid(refusal);
    if (status === 429)
        return [
            'Too many requests at once.',
            'The rate limit is used up: send fewer requests at a time, or allow more retries.',
        ];
    if (status === 408) return ['Intercom took too long.', null];
    if (status >= 500) return trouble(refusal);
    return ['Intercom refused this.', null];
}

const CHECK_ID = "Check the ID: it must be Intercom's own, of a record that still exists.";

/**
 * A contact that is archived, deleted or (before 2.16) merged is a 404 like one that never was; a search is one when a
 * record of its page was deleted.
 */
function missing({ method, path, code, said }: Refusal): Words {
    if (method === 'POST' && path.endsWith('/search'))
        return [
            'The search failed.',
            'Intercom cannot show a record of this page, perhaps one that was deleted: narrow the search.',
        ];
    if (path.endsWith('/scroll')) return ['The scroll has ended.', 'Intercom keeps it for a minute: begin again.'];
    const { owner, id, part } = placeOf(path);
    const named = nounIn(code, said);
    if (named === undefined && id === undefined && method === 'GET')
        return ['No such address at Intercom.', 'Check the base URL and the API version of the connection.'];
    if (named === undefined && id === undefined && owner === 'ticket')
        return ['There is no such ticket type.', CHECK_ID];
    const its = PARTS[part];
    if (its !== undefined && (named === undefined || named === its)) return missingPart(method, owner, its, named);
    const noun = named ?? owner;
    if (noun !== 'contact' || part === 'unarchive' || (method === 'DELETE' && part === ''))
        return [`There is no such ${noun}.`, CHECK_ID];
    return [
        'No such contact, or archived.',
        "If it is archived, unarchive it; else check the ID: it must be Intercom's own, and not deleted.",
    ];
}

/** A record and what belongs to it: of a contact Intercom says when that itself is missing, of others it does not. */
function missingPart(method: string, owner: string, its: string, named: string | undefined): Words {
    if (named === undefined && owner !== 'contact')
        return [
            `No such ${owner} or ${its}.`,
            "Check the IDs: they must be Intercom's own, of records that still exist.",
        ];
    if (method !== 'DELETE') return [`There is no such ${its}.`, CHECK_ID];
    return [`No such ${its} there.`, `The ${owner} does not have it, or the ID is wrong: nothing was changed.`];
}

/** What a path leads to: `/contacts/1/tags/2` to the `tags` of the contact `1`. */
function placeOf(path: string): { owner: string; id: string | undefined; part: string } {
    const segments = path.split('/');
    const at = segments.findIndex((name) => Object.hasOwn(NOUNS, name));
    const [id, part = ''] = segments.slice(Math.max(at, 1) + 1);
    return { owner: NOUNS[segments[at] ?? ''] ?? 'record', id, part };
}

/** What is missing, where Intercom names it: `company_not_found`, "User Not Found". */
function nounIn(code: string, said: string): string | undefined {
    const named = /^(\w+?)_not_found$/.exec(code)?.[1] ?? /^([a-z ]+?) not found/i.exec(said)?.[1]?.toLowerCase();
    if (named === undefined || named === 'resource' || named === 'record') return undefined;
    if (named === 'user') return 'contact';
    return NOUNS[`${named}s`] ?? named.replaceAll('_', ' ');
}

function collision({ twin }: Refusal): Words {
    if (twin?.archived) return ['The contact exists, archived.', `Unarchive contact ${twin.id} first, then update it.`];
    if (twin) return ['The contact exists already.', `Update contact ${twin.id} instead.`];
    return ['It exists already.', 'The record collides with one that exists.'];
}

function gone({ mergedInto }: Refusal): Words {
    if (mergedInto) return ['The contact was merged.', `Use ${mergedInto} instead.`];
    return ['The record is gone.', 'It is gone for good: use another.'];
}

function invalid({ field, code }: Refusal): Words {
    const name = field === null ? 'A value' : { field };
    return MISSING.has(code)
        ? [sentence`${name} is missing.`, 'Check that all values are sent that are needed.']
        : [sentence`${name} is not accepted.`, CHECK_VALUES];
}

function trouble({ status, path }: Refusal): Words {
    // So Intercom has answered for contacts that were deleted for good.
    if (status === 500 && path.endsWith('/unarchive'))
        return [
            'Not unarchived, maybe deleted.',
            'A contact deleted for good cannot be brought back: look for it in Intercom, or create a new one.',
        ];
    return ['Intercom is in trouble.', 'It may pass: try again later (https://www.intercomstatus.com).'];
}

/** An answer that is not in Intercom's form: of a proxy, a firewall, or another web server. */
function somebodys({ status, said, host }: Refusal): Words {
    const address = `check the region or the base URL, and any proxy between; ${host} answered`;
    if (status === 407) return ['The proxy wants a password.', "Give a user and a password in the connection's proxy."];
    if (status >= 300 && status < 400)
        return ['The address has moved.', `${host} points elsewhere: check the region or the base URL.`];
    if (status >= 500)
        return [
            "No answer of Intercom's own.",
            'It may pass: try again later; if it stays, look at the proxy or firewall between.',
        ];
    if (status === 401 || status === 403 || status === 429 || status === 451)
        return [
            'A proxy or firewall refused.',
            `This is not Intercom's answer: allow ${host} in the proxy or firewall between, or check the base URL.`,
        ];
    if (said === '') return ['An empty answer came back.', `It is not Intercom's: ${address}.`];
    return ['Another web server answered.', `This is not Intercom's answer: ${address}.`];
}
