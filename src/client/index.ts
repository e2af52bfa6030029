export { Client, type ClientInsides } from './client';
export { type Clock, systemClock, wait } from './clock';
export { getContact } from './contact';
export {
    aborted,
    type ErrorDescription,
    type ErrorDetail,
    type ErrorFacts,
    type FieldName,
    IntercomError,
    invalidField,
    type Sentence,
    sentence,
} from './errors';
export { Limiter } from './limiter';
export { type ListRequest, listPages, type Paging } from './list';
export { authorizeUrl, type CodeExchange, exchangeCode, revoke } from './oauth';
export type { Page, Walk } from './pages';
export { fillPath, path } from './path';
export type { RawRequest } from './raw';
export { idOf, recordsOf } from './records';
export { type Asked, errorFromAnswer, type FailedAnswer, isErrorList } from './refusals';
export { apiUrl, oauthUrl, type Place, regionOfWorkspace, tokenUrl } from './regions';
export { isGone } from './retry';
export { isScrollCursor } from './scroll';
export { type Filter, type Search, type SearchSort, searchBody } from './search';
export type {
    ApiAnswer,
    ApiRequest,
    CallOptions,
    ConnectionOptions,
    ProxyOptions,
    RateLimit,
    Region,
    Repeat,
    TlsOptions,
} from './types';
