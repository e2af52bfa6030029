import {
    actor,
    company,
    contact,
    conversation,
    type Named,
    named,
    oneOf,
    refByChoice,
    tag,
    ticket,
} from '../../src/action';
import { type CallOptions, type Client, IntercomError, path } from '../../src/client';
import { fromMsg } from '../../src/fields';
import { findId } from '../../src/objects';

/** What can have a tag. */
export const tagged = { on: oneOf(['conversation', 'ticket', 'contact', 'company']) };

/** The record and the tag; who acts is asked for where Intercom asks. */
export const taggingFields = {
    recordId: refByChoice('on', { conversation, ticket, contact, company }, { stored: fromMsg('payload') }),
    tagId: named(tag, { stored: fromMsg('payload.tag_id') }),
    adminId: actor({ when: { on: ['conversation', 'ticket'] } }),
};

/** Where the tags of a record are; companies have theirs through POST /tags alone. */
export const tagsPath: Record<string, (id: string) => string> = {
    conversation: (id) => path`/conversations/${id}/tags`,
    ticket: (id) => path`/tickets/${id}/tags`,
    contact: (id) => path`/contacts/${id}/tags`,
};

/** Intercom's id of a tag. `create` makes one of a name that no tag has. */
export async function tagIdOf(named: Named, create: boolean, client: Client, options: CallOptions): Promise<string> {
    try {
        return await findId(tag, named, 'tagId', client, options);
    } catch (error) {
        const isUnknown = error instanceof IntercomError && error.code === 'not_found';
        if (!create || named.by !== 'name' || !isUnknown) throw error;
        const body = { name: named.value.trim() };
        const answer = await client.call<{ id: string }>(
            { method: 'POST', path: '/tags', body, repeat: 'always' },
            options,
        );
        return String(answer.body.id);
    }
}

/**
 * Tags a company, or takes the tag away: by the tag's name, which has to be one that there is, since Intercom makes a
 * tag of any other. https://developers.intercom.com/docs/references/rest-api/api.intercom.io/tags/createtag
 */
export async function tagCompany(
    companyId: string,
    tagId: string,
    untag: boolean,
    client: Client,
    options: CallOptions,
) {
    const { body: known } = await client.call<{ name?: string } | null>(
        { method: 'GET', path: path`/tags/${tagId}`, repeat: 'always' },
        options,
    );
    if (!known?.name) throw new IntercomError('The tag was answered without a name.', { code: 'invalid_response' });
    const body = { name: known.name, companies: [{ id: companyId, ...(untag && { untag }) }] };
    return client.call({ method: 'POST', path: '/tags', body, repeat: 'always' }, options);
}
