import {
    actor,
    admin,
    company,
    defineAction,
    InputError,
    notGivenField,
    numericId,
    oneOf,
    put,
    ref,
    refByChoice,
    team,
    ticket,
} from '../../src/action';
import { boolean, date, fromMsg, id, object } from '../../src/fields';

const changes = [
    'ticketStateId',
    'assigneeId',
    'ticketAttributes',
    'open',
    'isShared',
    'snoozedUntil',
    'companyId',
] as const;

export default defineAction({
    type: 'intercom-update-ticket',
    palette: 'tickets',
    reference: 'tickets/updateticket',
    switches: { assignTo: oneOf(['admin', 'team', 'nobody']) },
    fields: {
        ticketId: ref(ticket, { stored: fromMsg('payload') }),
        ticketStateId: id({ ...notGivenField, pick: 'ticketStates', pickWithin: 'ticketId' }),
        assigneeId: refByChoice(
            'assignTo',
            { admin, team },
            {
                ...notGivenField,
                required: false,
                when: { assignTo: ['admin', 'team'] },
            },
        ),
        ticketAttributes: object({ ...notGivenField, form: 'ticketAttributes' }),
        open: boolean(notGivenField),
        isShared: boolean({ ...notGivenField, advanced: true }),
        snoozedUntil: date({ ...notGivenField, advanced: true }),
        companyId: ref(company, { ...notGivenField, required: false, advanced: true }),
        // workflows run only when it is known who changed the ticket; a number here, text elsewhere
        adminId: actor({ send: numericId('adminId') }),
        skipNotifications: boolean({ ...notGivenField, advanced: true }),
    },
    check: (inputs) => {
        if (inputs.assignTo === 'nobody' || changes.some((property) => inputs[property] !== undefined)) return;
        throw new InputError('missing_field', 'ticketStateId', {
            key: 'fault.anyOf',
            values: { properties: changes.join(' ') },
        });
    },
    request: ({ assignTo }) => put('/tickets/{ticketId}', assignTo === 'nobody' ? { assignee_id: '0' } : {}),
});
