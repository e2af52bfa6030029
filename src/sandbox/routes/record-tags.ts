import { ApiError, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import type { AppliedTag } from '../store/thread';
import { tagJson } from './conversation-json';
import { conversationOf } from './conversations';
import { tellConversation } from './tell';
import { adminWithId, missing } from './thread-input';
import { ticketOf } from './tickets';

/** What can carry tags. */
interface Tagged {
    tags: AppliedTag[];
    updated_at: number;
}

/** Puts a tag on a record; one that is there already stays as it is. */
function attach(call: Call, record: Tagged): { answer: Answer; added: boolean } {
    const { state } = call.world;
    const { id, admin_id } = bodyObject(call);
    if (id === undefined || id === null) throw missing('id');
    const tag = state.tags.get(String(id));
    if (!tag) throw resourceNotFound();
    const admin = adminWithId(admin_id);
    const known = record.tags.find((link) => link.id === tag.id);
    const link = known ?? { id: tag.id, applied_at: call.world.seconds(), applied_by: admin.id };
    if (!known) {
        record.tags.push(link);
        record.updated_at = call.world.seconds();
    }
    return { answer: { json: tagJson(state, link) }, added: !known };
}

/** Takes a tag off; unlike most, this DELETE has a body. */
function detach(call: Call, record: Tagged): Answer {
    adminWithId(bodyObject(call).admin_id);
    const link = record.tags.find(({ id }) => id === call.params.tag_id);
    const json = link && tagJson(call.world.state, link);
    if (!json) throw new ApiError(404, 'tag_not_found', 'Tag not found');
    record.tags = record.tags.filter((one) => one !== link);
    record.updated_at = call.world.seconds();
    return { json };
}

/** The tags of conversations and tickets. */
export const recordTagRoutes: Route[] = [
    {
        method: 'POST',
        path: '/conversations/:conversation_id/tags',
        operation: (call) => {
            const one = conversationOf(call);
            const { answer, added } = attach(call, one);
            if (added) tellConversation(call.world, 'conversation_part.tag.created', one);
            return answer;
        },
    },
    {
        method: 'DELETE',
        path: '/conversations/:conversation_id/tags/:tag_id',
        operation: (call) => detach(call, conversationOf(call)),
    },
    {
        method: 'POST',
        path: '/tickets/:ticket_id/tags',
        since: '2.10',
        operation: (call) => attach(call, ticketOf(call)).answer,
    },
    {
        method: 'DELETE',
        path: '/tickets/:ticket_id/tags/:tag_id',
        since: '2.10',
        operation: (call) => detach(call, ticketOf(call)),
    },
];
