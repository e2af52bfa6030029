import type { SandboxState } from '../../src/sandbox';
import type { Known } from './known';

interface Sent {
    method: string;
    path: string;
    query?: Record<string, string | undefined>;
    body?: unknown;
}

/** A body that is not compared: it holds what Intercom has made. */
export const ANYTHING = Symbol('anything');

/** Stands for the ids of quick replies, which are new each time. */
export const ANY_UUID = 'any-uuid';

/** How an action is driven, and what it sends then. */
export interface Case {
    type: string;
    /** What tells it from other cases of the same type. */
    form?: string;
    /** Stored properties that differ from those of a new node. */
    properties?: Record<string, unknown>;
    payload: (known: Known) => unknown;
    /** What the workspace must have first. */
    ready?: (state: SandboxState, known: Known) => void;
    /** What must have reached Intercom, in order. */
    sent: (known: Known) => Sent[];
    /** Intercom could do the work twice: its last request is sent again only when it surely was not carried out. */
    once?: true;
    /** The most records of a kind that it may make. */
    creates?: Record<string, number>;
    /** Where Intercom's description of the request is wrong: what it wrongly finds. */
    undescribed?: RegExp;
}

/** A field whose value stands in the node. */
export const str = (property: string, value: string) => ({ [property]: value, [`${property}Type`]: 'str' });
export const num = (property: string, value: number) => ({ [property]: String(value), [`${property}Type`]: 'num' });
export const bool = (property: string, value: boolean) => ({ [property]: String(value), [`${property}Type`]: 'bool' });
export const json = (property: string, value: unknown) => ({
    [property]: JSON.stringify(value),
    [`${property}Type`]: 'json',
});
/** A field that reads a place in the message. */
export const msg = (property: string, place: string) => ({ [property]: place, [`${property}Type`]: 'msg' });

/** A list of one page, as new nodes are. */
export const list = { fetchAll: 'false', fetchAllType: 'bool' };
