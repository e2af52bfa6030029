import { contact, defineAction, type Named, named, notGivenField, toBody } from '../../src/action';
import { date, object, text } from '../../src/fields';
import { contactKeyOf } from '../../src/objects';

/** What Intercom calls the keys of a contact here. https://developers.intercom.com/docs/references/rest-api/api.intercom.io/data-events/createdataevent */
const keys: Record<string, string> = { id: 'id', external_id: 'user_id', email: 'email' };

const fields = {
    contactId: named(contact, { at: 'none' }),
    eventName: text({ required: true, names: true }),
    createdAt: date(notGivenField),
    metadata: object(notGivenField),
};

function keyed({ by, value }: Named): Record<string, string> {
    const key = by === 'auto' ? contactKeyOf(value.trim()) : by;
    return { [keys[key] ?? 'id']: key === 'email' ? value.trim() : value };
}

export default defineAction({
    type: 'intercom-send-event',
    palette: 'contacts',
    reference: 'data-events/createdataevent',
    fields,
    run: async (inputs, client, options) => {
        // Intercom drops a second event of the same contact, name and time: fixed here, a repeat is the same event
        const created_at = inputs.createdAt ?? Math.floor(options.arrivedAt / 1000);
        const body = { ...keyed(inputs.contactId), ...toBody(fields, inputs), created_at };
        const answer = await client.call({ method: 'POST', path: '/events', body, repeat: 'always' }, options);
        return { payload: body, answer };
    },
});
