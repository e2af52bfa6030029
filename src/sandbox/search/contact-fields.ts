import type { Contact } from '../store/contact';
import type { DataAttribute, DataAttributeStore } from '../store/data-attributes';
import { segments } from '../store/segments';
import type { FieldLookup, SearchField } from './query';

type Type = SearchField<Contact>['type'];

const plain = (type: Type, names: (keyof Contact)[]): [string, SearchField<Contact>][] =>
    names.map((name) => [name, { type, get: (contact) => contact[name] }]);
/** Fields that Intercom knows and the sandbox has no values for. */
const empty = (type: Type, names: string[]): [string, SearchField<Contact>][] =>
    names.map((name) => [name, { type, get: () => null }]);
const place = (name: keyof Contact['location']): [string, SearchField<Contact>] => [
    `location.${name}`,
    { type: 'string', get: (contact) => contact.location[name] },
];

const fields = new Map<string, SearchField<Contact>>([
    ...plain('string', ['id', 'role', 'name', 'avatar', 'owner_id', 'email', 'phone', 'external_id']),
    ...plain('string', ['language_override', 'browser', 'browser_language', 'os']),
    ...plain('date', ['created_at', 'signed_up_at', 'updated_at', 'last_seen_at']),
    ...plain('date', ['last_contacted_at', 'last_replied_at']),
    ...plain('boolean', ['unsubscribed_from_emails', 'marked_email_as_spam', 'has_hard_bounced']),
    ...empty('date', ['last_email_opened_at', 'last_email_clicked_at', 'ios_last_seen_at', 'android_last_seen_at']),
    ...empty('string', ['ios_app_version', 'ios_device', 'ios_app_device', 'ios_os_version', 'ios_app_name']),
    // "andoid" is how Intercom spells it.
    ...empty('string', ['ios_sdk_version', 'android_app_version', 'android_device', 'android_app_name']),
    ...empty('string', ['andoid_sdk_version']),
    place('country'),
    place('region'),
    place('city'),
    ['formatted_phone', { type: 'string', get: (contact) => contact.phone }],
    ['email_domain', { type: 'string', get: (contact) => contact.email?.split('@')[1] ?? null }],
    ['tag_id', { type: 'reference', get: (contact) => contact.tags.map((tag) => tag.id) }],
    ['segment_id', { type: 'reference', get: (contact) => segmentsOf(contact) }],
]);

const attributeTypes: Record<DataAttribute['data_type'], Type> = {
    string: 'string',
    integer: 'integer',
    float: 'integer',
    boolean: 'boolean',
    date: 'date',
};

const segmentsOf = (contact: Contact): string[] =>
    segments.filter((segment) => segment.contacts(contact)).map((segment) => segment.id);

/** The fields of `POST /contacts/search`. */
export function contactFields(attributes: DataAttributeStore): FieldLookup<Contact> {
    return (name) => {
        if (!name.startsWith('custom_attributes.')) return fields.get(name);
        const own = name.slice('custom_attributes.'.length);
        const attribute = attributes.find('contact', own);
        return attribute && { type: attributeTypes[attribute.data_type], get: (one) => one.custom_attributes[own] };
    };
}
