import { ref, ticket } from '../../src/action';
import { fromMsg } from '../../src/fields';

/** The ticket that an action is about: `msg.payload.id`, as Intercom's own answers carry it. */
export const theTicket = ref(ticket, { stored: fromMsg('payload.id') });
