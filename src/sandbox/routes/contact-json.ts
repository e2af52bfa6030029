import type { Call } from '../http/call';
import { since } from '../http/version';
import { WORKSPACE } from '../store/admins';
import type { Contact } from '../store/contact';
import { notesOn } from '../store/note';
import type { SandboxState } from '../store/state';
import type { SubscriptionType } from '../store/subscriptions';

/** Lists inside a contact hold so many references; the rest is behind their `url`. */
const EMBEDDED = 10;

function embedded(refs: object[], url: string): object {
    return {
        type: 'list',
        data: refs.slice(0, EMBEDDED),
        url,
        total_count: refs.length,
        has_more: refs.length > EMBEDDED,
    };
}

const reference = (type: string, path: string, id: string): object => ({ id, type, url: `/${path}/${id}` });

/** The tags of a contact that still exist. */
export const liveTags = (state: SandboxState, contact: Contact): Contact['tags'] =>
    contact.tags.filter((tag) => state.tags.get(tag.id));

/** The companies of a contact that still exist. */
export const liveCompanies = (state: SandboxState, contact: Contact): string[] =>
    contact.companies.filter((id) => state.companies.get(id));

/** What every contact has and the sandbox knows nothing of. */
const unknowns = {
    last_email_opened_at: null,
    last_email_clicked_at: null,
    browser_version: null,
    android_app_name: null,
    android_app_version: null,
    android_device: null,
    android_os_version: null,
    android_sdk_version: null,
    android_last_seen_at: null,
    ios_app_name: null,
    ios_app_version: null,
    ios_device: null,
    ios_os_version: null,
    ios_sdk_version: null,
    ios_last_seen_at: null,
    utm_campaign: null,
    utm_content: null,
    utm_medium: null,
    utm_source: null,
    utm_term: null,
    referrer: null,
    enabled_push_messaging: null,
};
const unknownsText = JSON.stringify(unknowns).slice(1);

/** A contact as Intercom answers it. */
export function contactJson(state: SandboxState, contact: Contact): Record<string, unknown> {
    return { ...known(state, contact), ...unknowns };
}

function known(state: SandboxState, contact: Contact): Record<string, unknown> {
    const { id } = contact;
    const tags = liveTags(state, contact).map((tag) => reference('tag', 'tags', tag.id));
    const companies = liveCompanies(state, contact).map((company) => reference('company', 'companies', company));
    const notes = notesOn(state, { type: 'contact', id });
    const chosen = [...(state.subscriptions.get(id) ?? [])];
    const subscriptions = (consent: SubscriptionType['consent_type']): object =>
        embedded(
            chosen
                .filter(([, own]) => own === consent)
                .map(([type]) => reference('subscription', 'subscriptions', type)),
            `/contacts/${id}/subscriptions`,
        );
    return {
        type: 'contact',
        id,
        workspace_id: WORKSPACE,
        external_id: contact.external_id,
        role: contact.role,
        email: contact.email,
        ...(contact.email === null ? {} : { email_domain: contact.email.split('@')[1] }),
        phone: contact.phone,
        name: contact.name,
        avatar: contact.avatar === null ? null : { type: 'avatar', image_url: contact.avatar },
        owner_id: contact.owner_id,
        social_profiles: { type: 'list', data: [] },
        has_hard_bounced: contact.has_hard_bounced,
        marked_email_as_spam: contact.marked_email_as_spam,
        unsubscribed_from_emails: contact.unsubscribed_from_emails,
        unsubscribed_from_sms: false,
        sms_consent: false,
        created_at: contact.created_at,
        updated_at: contact.updated_at,
        signed_up_at: contact.signed_up_at,
        last_seen_at: contact.last_seen_at,
        last_replied_at: contact.last_replied_at,
        last_contacted_at: contact.last_contacted_at,
        language_override: contact.language_override,
        browser: contact.browser,
        browser_language: contact.browser_language,
        os: contact.os,
        location: { type: 'location', ...contact.location },
        custom_attributes: contact.custom_attributes,
        tags: embedded(tags, `/contacts/${id}/tags`),
        notes: embedded(
            notes.map((note) => reference('note', 'notes', note.id)),
            `/contacts/${id}/notes`,
        ),
        companies: embedded(companies, `/contacts/${id}/companies`),
        opted_out_subscription_types: subscriptions('opt_out'),
        opted_in_subscription_types: subscriptions('opt_in'),
    };
}

/** The same as text, from the cache; the part that is the same for everybody is written once. */
export function contactText({ world: { state }, version }: Pick<Call, 'world' | 'version'>, contact: Contact): string {
    const text = state.contacts.text(
        contact,
        (one) => `${JSON.stringify(known(state, one)).slice(0, -1)},${unknownsText}`,
    );
    // An owner's id was a number before 2.16.
    return contact.owner_id === null || since({ version }, '2.16')
        ? text
        : text.replace(/"owner_id":"(\d+)"/, '"owner_id":$1');
}

/** How a contact's history of merges is shown. */
export function mergeHistory(contact: Contact): object[] {
    return contact.merged_from.map((merge) => ({
        type: 'merge_history',
        source_contact_id: merge.id,
        source_contact_role: merge.role,
        merged_at: merge.merged_at,
    }));
}
