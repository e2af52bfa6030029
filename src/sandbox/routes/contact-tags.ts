import { resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { admins } from '../store/admins';
import type { Contact } from '../store/contact';
import type { SandboxState } from '../store/state';
import { liveTags } from './contact-json';
import { contactOf } from './contacts';

/** A tag as it is shown on a contact: only here it says when and by whom it was applied. */
function applied(state: SandboxState, link: Contact['tags'][number]): object {
    return {
        type: 'tag',
        id: link.id,
        name: state.tags.get(link.id)?.name,
        applied_at: link.applied_at,
        applied_by: { type: 'admin', id: admins[0]?.id },
    };
}

/** Puts a tag on a contact; one that is there already stays as it is. */
export function tagContact(state: SandboxState, contact: Contact, id: string, now: number): Contact['tags'][number] {
    const known = contact.tags.find((link) => link.id === id);
    if (known) return known;
    const link = { id, applied_at: now };
    state.contacts.update(contact, (kept) => {
        kept.tags = [...liveTags(state, kept), link];
        kept.updated_at = now;
    });
    return link;
}

/** Takes a tag off a contact. */
function untagContact(state: SandboxState, contact: Contact, id: string, now: number): void {
    state.contacts.update(contact, (kept) => {
        kept.tags = kept.tags.filter((link) => link.id !== id);
        kept.updated_at = now;
    });
}

function list(call: Call): Answer {
    const { state } = call.world;
    const links = liveTags(state, contactOf(call));
    return { json: { type: 'list', data: links.map((link) => applied(state, link)) } };
}

function attach(call: Call): Answer {
    const { state } = call.world;
    const contact = contactOf(call);
    const tag = state.tags.get(String(bodyObject(call).id));
    if (!tag) throw resourceNotFound();
    return { json: applied(state, tagContact(state, contact, tag.id, call.world.seconds())) };
}

function detach(call: Call): Answer {
    const { state } = call.world;
    const contact = contactOf(call);
    const link = liveTags(state, contact).find((one) => one.id === call.params.tag_id);
    if (!link) throw resourceNotFound();
    const answer = applied(state, link);
    untagContact(state, contact, link.id, call.world.seconds());
    return { json: answer };
}

/** The tags of a contact. */
export const contactTagRoutes: Route[] = [
    { method: 'GET', path: '/contacts/:contact_id/tags', operation: list },
    { method: 'POST', path: '/contacts/:contact_id/tags', operation: attach },
    { method: 'DELETE', path: '/contacts/:contact_id/tags/:tag_id', operation: detach },
];
