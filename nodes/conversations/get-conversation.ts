import { defineAction, get, notGivenField } from '../../src/action';
import { boolean } from '../../src/fields';
import { theConversation } from './fields';

/** A conversation's parts, of which Intercom answers the newest 500. */
interface Parts {
    conversation_parts?: { conversation_parts?: unknown[]; total_count?: number } | null;
}

export default defineAction({
    type: 'intercom-get-conversation',
    palette: 'conversations',
    reference: 'conversations/retrieveconversation',
    request: get('/conversations/{conversationId}'),
    fields: {
        conversationId: theConversation,
        plainText: boolean({
            ...notGivenField,
            api: 'display_as',
            send: (isPlain: boolean) => (isPlain ? 'plaintext' : undefined),
        }),
        includeTranslations: boolean({ ...notGivenField, advanced: true }),
    },
    intercom: ({ body }) => {
        const { conversation_parts: parts, total_count } = (body as Parts | null)?.conversation_parts ?? {};
        return { truncated: (total_count ?? 0) > (parts?.length ?? 0) };
    },
});
