import { ApiError } from './api-error';

/** A version of the API as a number that can be compared: 2.16 is 216. Preview is newer than all. */
export type Version = number;

/** The last minor version of each major one. */
const LAST_MINOR: Record<number, number> = { 1: 4, 2: 16 };

/** Reads a version of the API as the `Intercom-Version` header writes it; undefined when there is none such. */
export function readVersion(text: string): Version | undefined {
    if (text === 'Preview' || text === 'Unstable') return Number.POSITIVE_INFINITY;
    const [, major, minor] = /^([12])\.(\d{1,2})$/.exec(text) ?? [];
    if (major === undefined || Number(minor) > (LAST_MINOR[Number(major)] ?? -1)) return undefined;
    return Number(major) * 100 + Number(minor);
}

/** Whether a call asks for this version or a newer one. */
export const since = (call: { version: Version }, version: string): boolean =>
    call.version >= (readVersion(version) ?? Number.NaN);

/** 400 for a version that never was. */
export const noSuchVersion = (): ApiError =>
    new ApiError(400, 'intercom_version_invalid', 'The requested version could not be found');

/** 400 for an operation that came with a later version: Intercom's own words. */
export const notInVersion = (): ApiError =>
    new ApiError(400, 'intercom_version_invalid', 'Requested resource is not available in current API version');
