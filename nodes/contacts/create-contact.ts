import { defineAction, oneOf, toBody } from '../../src/action';
import { contactFields } from './fields';
import { upsert } from './upsert';

export default defineAction({
    type: 'intercom-create-contact',
    palette: 'contacts',
    reference: 'contacts/createcontact',
    anyOf: ['email', 'externalId', 'role'],
    switches: { ifExists: oneOf(['error', 'update', 'return'], { advanced: true }) },
    fields: contactFields,
    run: async (inputs, client, options) => {
        const { ifExists, role, email, externalId } = inputs;
        const body = toBody(contactFields, inputs);
        if (ifExists !== 'error') {
            const { answer, existed } = await upsert(body, ifExists, client, options);
            return { payload: answer.body, answer, intercom: { existed } };
        }
        // Intercom takes any number of leads with the same details: sent twice, a lead exists twice
        const repeat = role !== 'lead' && (email || externalId) ? 'create-contact' : 'never';
        const answer = await client.call({ method: 'POST', path: '/contacts', body, repeat }, options);
        return { payload: answer.body, answer, intercom: { existed: false } };
    },
});
