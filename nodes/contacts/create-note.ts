import { actor, company, contact, defineAction, oneOf, post, refByChoice } from '../../src/action';
import { fromMsg } from '../../src/fields';
import { body, format } from '../conversations/fields';

export default defineAction({
    type: 'intercom-create-note',
    palette: 'contacts',
    reference: 'notes/createnote',
    switches: { on: oneOf(['contact', 'company']), format: format() },
    fields: {
        recordId: refByChoice('on', { contact, company }, { stored: fromMsg('payload') }),
        body: body({ required: true }),
        adminId: actor(),
    },
    // a note that was written twice is read twice
    request: ({ on }) =>
        on === 'contact' ? post('/contacts/{recordId}/notes', 'never') : post('/companies/{recordId}/notes', 'never'),
});
