import { fromMsg, tagRef } from '../../src/action';

/** The tag that an action is about: `msg.payload.id`, as Intercom's own answers carry it. */
export const theTag = tagRef({ api: 'id', stored: fromMsg('payload.id') });
