import { ApiError, companyNotFound, resourceNotFound, userNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { since } from '../http/version';
import { isActive } from '../store/contact';
import { segments } from '../store/segments';
import type { Tag } from '../store/tags';
import { tagContact, untagContact } from './contact-tags';

const basic = (tag: Tag): object => ({ type: 'tag', id: tag.id, name: tag.name });

const badTag = (): ApiError => new ApiError(400, 'parameter_invalid', 'invalid tag parameters');

function tagOf(call: Call): Tag {
    const tag = call.world.state.tags.get(call.params.tag_id ?? '');
    if (!tag) throw resourceNotFound();
    return tag;
}

/**
 * One endpoint for much: creates (names are compared without case, a known name is answered with the known tag),
 * renames with `id`, and tags or untags companies or users. Only since 2.16 the answer says whom it tagged; before, one
 * that does not exist is 404.
 */
function save(call: Call): Answer {
    const { tags } = call.world.state;
    const body = bodyObject(call);
    if (typeof body.name !== 'string' || body.name.trim() === '') throw badTag();
    if (body.companies !== undefined && body.users !== undefined) throw badTag();
    if (body.id !== undefined && body.id !== null) {
        const tag = tags.get(String(body.id));
        if (!tag) throw resourceNotFound();
        const other = tags.withName(body.name);
        if (other && other.id !== tag.id) throw badTag();
        tag.name = body.name.trim();
        return { json: since(call, '2.16') ? { ...basic(tag), users: [], companies: [] } : basic(tag) };
    }
    let tag = tags.withName(body.name);
    if (!tag) {
        tag = tags.create(body.name, call.world.seconds());
        call.world.countCreated('tags');
    }
    const users = tagUsers(call, tag, body.users);
    const companies = tagCompanies(call, tag, body.companies);
    return { json: since(call, '2.16') ? { ...basic(tag), users, companies } : basic(tag) };
}

const entries = (list: unknown): Record<string, unknown>[] => {
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list)) throw badTag();
    return list as Record<string, unknown>[];
};

/** One that is to be tagged and is not there: since 2.16 it is simply not in the answer. */
function missing(call: Call, error: () => ApiError): [] {
    if (since(call, '2.16')) return [];
    throw error();
}

function tagUsers(call: Call, tag: Tag, list: unknown): object[] {
    const { state } = call.world;
    return entries(list).flatMap((entry) => {
        const contact = state.contacts.get(String(entry.id));
        if (!contact || !isActive(contact)) return missing(call, userNotFound);
        if (entry.untag === true) untagContact(call.world, contact, tag.id);
        else tagContact(call.world, contact, tag.id);
        return [{ id: contact.id, tagged: entry.untag !== true }];
    });
}

function tagCompanies(call: Call, tag: Tag, list: unknown): object[] {
    const { companies } = call.world.state;
    return entries(list).flatMap((entry) => {
        const company =
            entry.id === undefined ? companies.withOwnId(String(entry.company_id)) : companies.get(String(entry.id));
        if (!company) return missing(call, companyNotFound);
        company.tags = company.tags.filter((id) => id !== tag.id);
        if (entry.untag !== true) company.tags.push(tag.id);
        return [{ id: company.id, tagged: entry.untag !== true }];
    });
}

/** 200 without a body. A tag that a segment filters by stays. */
function remove(call: Call): Answer {
    const { state } = call.world;
    const tag = tagOf(call);
    const users = segments.filter((segment) => segment.tagName?.toLowerCase() === tag.name.toLowerCase());
    if (users.length > 0) {
        throw new ApiError(
            400,
            'tag_has_dependent_objects',
            `Unable to delete Tag with dependent objects. Segments: ${users.map((one) => one.name).join(', ')}.`,
        );
    }
    state.tags.delete(tag.id);
    state.contacts.forgetTexts();
    return {};
}

/** The workspace's tags. */
export const tagRoutes: Route[] = [
    {
        method: 'GET',
        path: '/tags',
        operation: (call) => ({ json: { type: 'list', data: call.world.state.tags.byName().map(basic) } }),
    },
    { method: 'POST', path: '/tags', operation: save },
    { method: 'GET', path: '/tags/:tag_id', operation: (call) => ({ json: basic(tagOf(call)) }) },
    { method: 'DELETE', path: '/tags/:tag_id', operation: remove },
];
