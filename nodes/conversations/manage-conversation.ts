import {
    actor,
    admin,
    defineAction,
    invalidInput,
    notGivenField,
    oneOf,
    refByChoice,
    team,
    toBody,
} from '../../src/action';
import { path } from '../../src/client';
import { date } from '../../src/fields';
import { body, format, theConversation } from './fields';

const assigns = { do: ['assign'] } as const;
const says = { do: ['close', 'assign'] } as const;

const fields = {
    conversationId: theConversation,
    assigneeId: refByChoice('assignTo', { admin, team }, { when: assigns }),
    snoozedUntil: date({ required: true, when: { do: ['snooze'] } }),
    body: body({ ...notGivenField, when: says }),
    adminId: actor(),
};

/** Intercom keeps a teammate and a team beside each other; 0 is nobody. */
const nobody = ['admin', 'team'].map((type) => ({ message_type: 'assignment', type, assignee_id: '0' }));

export default defineAction({
    type: 'intercom-manage-conversation',
    palette: 'conversations',
    reference: 'conversations/manageconversation',
    switches: {
        do: oneOf(['close', 'open', 'snooze', 'assign', 'unassign'], { labels: true }),
        assignTo: oneOf(['admin', 'team'], { when: assigns }),
        format: format(says),
    },
    fields,
    check: ({ snoozedUntil }) => {
        if (snoozedUntil != null && snoozedUntil * 1000 <= Date.now()) {
            throw invalidInput('snoozedUntil', 'fault.past', { value: new Date(snoozedUntil * 1000) });
        }
    },
    run: async (inputs, client, options) => {
        const parts: Record<string, object[]> = {
            close: [{ message_type: 'close', type: 'admin' }],
            open: [{ message_type: 'open' }],
            snooze: [{ message_type: 'snoozed' }],
            assign: [{ message_type: 'assignment', type: inputs.assignTo }],
            unassign: nobody,
        };
        const { conversationId, ...given } = inputs;
        const sent = toBody(fields, given as typeof inputs);
        const call = (part: object) =>
            client.call(
                {
                    method: 'POST',
                    path: path`/conversations/${conversationId}/parts`,
                    body: { ...part, ...sent },
                    // with a text it is a message, which would be read twice
                    repeat: inputs.body == null ? 'always' : 'never',
                },
                options,
            );
        const [first = {}, ...others] = parts[inputs.do] ?? [];
        let answer = await call(first);
        for (const part of others) answer = await call(part);
        return { payload: answer.body, answer };
    },
});
