import { contact, ref } from '../../src/action';
import { boolean, choice, date, fromMsg, id, literal, object, text } from '../../src/fields';

/** What a contact is made of: the inputs that create and update share, in the order in which people fill them in. */
export const contactFields = {
    email: text({ placeholder: 'ann@example.com' }),
    contactName: text({ api: 'name' }),
    role: choice(['user', 'lead']),
    externalId: id(),
    phone: text({ placeholder: '+353 1 555 0100' }),
    customAttributes: object({ form: 'contactAttributes' }),
    // taken as an address, answered as an object
    avatarUrl: text({ api: 'avatar', unwrap: 'image_url', placeholder: 'https://example.com/ann.png', advanced: true }),
    signedUpAt: date({ advanced: true }),
    lastSeenAt: date({ advanced: true }),
    unsubscribedFromEmails: boolean({ stored: literal(false), advanced: true }),
    ownerId: id({ pick: 'admins', advanced: true }),
} as const;

/** The contact that an action is about: `msg.payload.id`, as Intercom's own answers carry it. */
export const theContact = ref(contact, { stored: fromMsg('payload.id') });

/** The contact of an action that names a second object as well. */
export const contactToLink = ref(contact);
