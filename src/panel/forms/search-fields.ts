import type { PickList } from '../../action';

/** What a searched field holds, and so which operators and which input it takes. */
export type SearchKind = 'text' | 'number' | 'boolean' | 'date' | 'reference' | 'role';

/** The operators of each kind, and two of ours that compare with null. */
const withNull = ['empty', 'filled'];
export const operators: Record<SearchKind, readonly string[]> = {
    text: ['=', '!=', '~', '!~', '^', '$', 'IN', 'NIN', ...withNull],
    number: ['=', '!=', '<', '>', '<=', '>=', 'IN', 'NIN', ...withNull],
    boolean: ['=', '!=', ...withNull],
    date: ['=', '<', '>', ...withNull],
    reference: ['=', '!='],
    role: ['=', '!='],
};

/**
 * The fields of POST /contacts/search, in groups, under Intercom's names.
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/contacts/searchcontacts
 */
export const searchFields = {
    contact: {
        text: ['name', 'email', 'email_domain', 'phone', 'formatted_phone', 'external_id', 'id', 'avatar'],
        role: ['role'],
        reference: ['owner_id', 'tag_id', 'segment_id'],
    },
    dates: {
        date: [
            'created_at',
            'updated_at',
            'signed_up_at',
            'last_seen_at',
            'last_contacted_at',
            'last_replied_at',
            'last_email_opened_at',
            'last_email_clicked_at',
        ],
    },
    place: {
        text: [
            'location.country',
            'location.region',
            'location.city',
            'language_override',
            'browser',
            'browser_language',
            'os',
        ],
    },
    email: { boolean: ['unsubscribed_from_emails', 'marked_email_as_spam', 'has_hard_bounced'] },
    mobile: {
        text: [
            'ios_app_name',
            'ios_app_version',
            'ios_device',
            'ios_os_version',
            'ios_sdk_version',
            'android_app_name',
            'android_app_version',
            'android_device',
            // Intercom's own spelling
            'andoid_sdk_version',
        ],
        date: ['ios_last_seen_at', 'android_last_seen_at'],
    },
} as const satisfies Record<string, Partial<Record<SearchKind, readonly string[]>>>;

type Groups = typeof searchFields;
type FieldIn<Group> = {
    [Kind in keyof Group]: Group[Kind] extends readonly (infer Name)[] ? Name : never;
}[keyof Group];
/** A field that has a label; those of mobile apps go by Intercom's names. */
type Named = { [Group in Exclude<keyof Groups, 'mobile'>]: FieldIn<Groups[Group]> }[Exclude<keyof Groups, 'mobile'>];
type Underscored<Name extends string> = Name extends `${infer Before}.${infer After}` ? `${Before}_${After}` : Name;

/** The groups with their fields. */
export const groups = (Object.keys(searchFields) as (keyof Groups)[]).map((name) => ({
    name,
    fields: Object.values<readonly string[]>(searchFields[name]).flat(),
}));

const named = new Set(groups.flatMap(({ name, fields }) => (name === 'mobile' ? [] : fields)));

/** The end of the key of a field's label, if it has one. */
export const labelOf = (field: string): Underscored<Named> | undefined =>
    named.has(field) ? (field.replace('.', '_') as Underscored<Named>) : undefined;

/** Where the ids of reference fields come from. */
export const references: Record<string, PickList> = { owner_id: 'admins', tag_id: 'tags', segment_id: 'segments' };

/** The kind of each field above. */
export const kinds = new Map(
    Object.values(searchFields).flatMap((group: Partial<Record<SearchKind, readonly string[]>>) =>
        Object.entries(group).flatMap(([kind, names]) => names.map((name) => [name, kind as SearchKind] as const)),
    ),
);
