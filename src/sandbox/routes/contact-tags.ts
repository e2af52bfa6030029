import { resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { admins } from '../store/admins';
import type { Contact } from '../store/contact';
import type { SandboxState } from '../store/state';
import type { World } from '../world';
import { contactJson, liveTags } from './contact-json';
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

/** What a webhook tells of a tag that was put on or taken off. */
function tell(world: World, contact: Contact, link: Contact['tags'][number], what: 'created' | 'deleted'): void {
    world.changed(`contact.${contact.role}.tag.${what}`, () => ({
        type: 'contact_tag',
        created_at: world.seconds(),
        tag: { type: 'tag', id: link.id, name: world.state.tags.get(link.id)?.name },
        contact: contactJson(world.state, contact),
    }));
}

/** Puts a tag on a contact; one that is there already stays as it is. */
export function tagContact(world: World, contact: Contact, id: string): Contact['tags'][number] {
    const known = contact.tags.find((link) => link.id === id);
    if (known) return known;
    const { state } = world;
    const now = world.seconds();
    const link = { id, applied_at: now };
    state.contacts.update(contact, (kept) => {
        kept.tags = [...liveTags(state, kept), link];
        kept.updated_at = now;
    });
    tell(world, contact, link, 'created');
    return link;
}

/** Takes a tag off a contact; gives what was there. */
export function untagContact(world: World, contact: Contact, id: string): Contact['tags'][number] | undefined {
    const link = liveTags(world.state, contact).find((one) => one.id === id);
    if (!link) return undefined;
    world.state.contacts.update(contact, (kept) => {
        kept.tags = kept.tags.filter((one) => one.id !== id);
        kept.updated_at = world.seconds();
    });
    tell(world, contact, link, 'deleted');
    return link;
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
    return { json: applied(state, tagContact(call.world, contact, tag.id)) };
}

function detach(call: Call): Answer {
    const { state } = call.world;
    const contact = contactOf(call);
    const link = untagContact(call.world, contact, call.params.tag_id ?? '');
    if (!link) throw resourceNotFound();
    return { json: applied(state, link) };
}

/** The tags of a contact. */
export const contactTagRoutes: Route[] = [
    { method: 'GET', path: '/contacts/:contact_id/tags', operation: list },
    { method: 'POST', path: '/contacts/:contact_id/tags', operation: attach },
    { method: 'DELETE', path: '/contacts/:contact_id/tags/:tag_id', operation: detach },
];
