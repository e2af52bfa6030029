import { boolean, choice, contactRef, date, id, literal, object, text } from '../../src/action';

/** What a contact is made of: the inputs that create and update share. */
export const contactFields = {
    role: choice(['user', 'lead']),
    externalId: id(),
    email: text({ placeholder: 'ann@example.com' }),
    phone: text({ placeholder: '+353 1 555 0100' }),
    contactName: text({ api: 'name' }),
    avatarUrl: text({ api: 'avatar', placeholder: 'https://example.com/ann.png', advanced: true }),
    signedUpAt: date({ advanced: true }),
    lastSeenAt: date({ advanced: true }),
    unsubscribedFromEmails: boolean({ stored: literal(false), advanced: true }),
    ownerId: id({ pick: 'admins', advanced: true }),
    customAttributes: object({ form: 'contactAttributes' }),
} as const;

/** The contact that an action is about: `msg.payload.id`, as Intercom's own answers carry it. */
export const theContact = contactRef({ stored: { type: 'msg', value: 'payload.id' } });

/** The contact of an action that names a second object as well. */
export const contactToLink = contactRef({});
