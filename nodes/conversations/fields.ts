import { conversation, notGivenField, oneOf, ref, type Switch } from '../../src/action';
import { type FieldOptions, fromMsg, list, text, type When } from '../../src/fields';
import { asHtml, type Format, formats } from './format';

/** The conversation that an action is about: the message's payload, a record or an id. */
export const theConversation = ref(conversation, { stored: fromMsg('payload') });

/** How the text of a node is written; html goes as it is. */
export const format = (when?: When): Switch<typeof formats> => oneOf(formats, { when, advanced: true });

type WithFormat = { format?: Format };

/** Text that people read, sent as html. */
export const body = <R extends boolean = false>(options: FieldOptions<R> = {}) =>
    text({ ...options, send: (value: string, inputs: WithFormat) => asHtml(value, inputs.format) });

/** Intercom's most of attachments in one message. */
const MAX_ATTACHMENTS = 10;

export const attachmentUrls = (when?: When) => list({ ...notGivenField, advanced: true, max: MAX_ATTACHMENTS, when });

export { attachmentFiles } from './attachments';
