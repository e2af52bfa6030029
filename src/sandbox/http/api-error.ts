/**
 * An answer that is an error of Intercom: `{type: "error.list", request_id, errors: [{code, message, field}]}`.
 * Operations throw it; the pipeline in `serve.ts` turns it into the answer.
 */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly code: string,
        message: string,
        readonly extra: { field?: string; headers?: Record<string, string> } = {},
    ) {
        super(message);
    }
}

/** The body of an error answer. */
export function errorList(requestId: string | null, code: string, message: string, field?: string): object {
    return {
        type: 'error.list',
        request_id: requestId,
        errors: [field ? { code, message, field } : { code, message }],
    };
}

/** 400: a value that Intercom refuses. */
export const invalid = (message: string, field?: string): ApiError =>
    new ApiError(400, 'parameter_invalid', message, { field });

/** 404 for a contact: undocumented but real, also for an archived one. */
export const userNotFound = (): ApiError => new ApiError(404, 'not_found', 'User Not Found');

/** 404 for anything that has no wording of its own. */
export const resourceNotFound = (): ApiError => new ApiError(404, 'not_found', 'Resource Not Found');

/** 404 for a company. */
export const companyNotFound = (): ApiError => new ApiError(404, 'company_not_found', 'Company Not Found');
