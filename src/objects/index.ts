export { admin, forgetOwnAdmin, ownAdmin } from './admin';
export { company } from './company';
export { contact, contactKeyOf } from './contact';
export { conversation } from './conversation';
export { findId, type IntercomObject } from './object';
export { tag } from './tag';
export { team } from './team';
export { ticket } from './ticket';
