import { ref, tag } from '../../src/action';
import { fromMsg } from '../../src/fields';

/** The tag that an action is about: `msg.payload.id`, as Intercom's own answers carry it. */
export const theTag = ref(tag, { api: 'id', stored: fromMsg('payload.id') });
