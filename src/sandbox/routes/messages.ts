import { ApiError, invalid, userNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { type Contact, isActive } from '../store/contact';
import { adminAuthor } from '../store/thread';
import { adminJson } from './admins';
import { sourceIdOf } from './conversation-json';
import { addConversation } from './conversations';
import { asHtml } from './html';
import { tellConversation } from './tell';
import { adminWithId, missing, moment } from './thread-input';

type Body = Record<string, unknown>;

/** One or many contacts by Intercom id; each must be of the type that is said. */
function recipients(call: Call, given: unknown, name: string): Contact[] {
    if (given === undefined || given === null) return [];
    return ([given].flat() as (Body | null)[]).map((one) => {
        if (!one || (one.type !== 'user' && one.type !== 'lead' && one.type !== 'contact')) {
            throw invalid(`${name} must be of the type user or lead`, name);
        }
        const contact = call.world.state.contacts.get(String(one.id));
        if (!contact || !isActive(contact)) throw userNotFound();
        if (one.type !== 'contact' && one.type !== contact.role) throw userNotFound();
        return contact;
    });
}

/** Which words `message_type` takes. The description names in_app, its own examples inapp. */
function wayOf(call: Call, word: unknown): 'email' | 'inapp' | 'whatsapp' {
    const { messengerWord } = call.world.settings;
    if (word === 'email' || word === 'whatsapp') return word;
    const isMessenger = word === 'in_app' || word === 'inapp';
    if (isMessenger && (messengerWord === 'both' || messengerWord === word)) return 'inapp';
    throw invalid(`Unknown message type ${String(word)}`, 'message_type');
}

/** A teammate writes first. There is no conversation until somebody answers, unless one is asked for. */
function create(call: Call): Answer {
    const { world } = call;
    const body = bodyObject(call);
    const way = wayOf(call, body.message_type);
    const from = (body.from ?? {}) as Body;
    if (from.type !== 'admin') throw invalid('from must be an admin', 'from');
    const admin = adminWithId(from.id, 'from');
    const created_at = moment(body.created_at, 'created_at', world.seconds());
    const named = (id: string) => ({
        message: { type: 'admin_message', id, created_at },
        sent: { id, message_type: way, admin_id: admin.id, created_at },
    });
    if (way === 'whatsapp') {
        const to = (body.to ?? {}) as Body;
        if (typeof to.phone !== 'string' || !/^\+?\d{6,15}$/.test(to.phone)) throw invalid('to.phone is invalid', 'to');
        if (typeof body.template !== 'string' || body.template === '') throw missing('template');
        if (!Array.isArray(body.components)) throw missing('components');
        world.countCreated('messages');
        const { message, sent } = named(world.state.messages.newId());
        world.state.messages.put({ ...sent, to: [to.phone], subject: null, body: body.template });
        return {
            json: { ...message, body: body.template, message_type: 'whatsapp', owner: adminJson(world.state, admin) },
        };
    }
    const to = recipients(call, body.to, 'to');
    if (to.length === 0) throw missing('to');
    for (const name of ['cc', 'bcc']) recipients(call, body[name], name);
    if (typeof body.body !== 'string' || body.body.trim() === '') throw invalid('Body is required', 'body');
    if (way === 'email') {
        if (typeof body.subject !== 'string' || body.subject === '') {
            throw new ApiError(422, 'parameter_not_found', 'No subject supplied for email message');
        }
        if (body.template !== 'plain' && body.template !== 'personal') {
            throw invalid('template must be plain or personal', 'template');
        }
    }
    const subject = typeof body.subject === 'string' ? body.subject : '';
    world.countCreated('messages');
    const conversation =
        body.create_conversation_without_contact_reply === true
            ? addConversation(world, {
                  contacts: to.map((contact) => contact.id),
                  subject,
                  body: asHtml(body.body),
                  author: adminAuthor(admin),
                  source_type: way === 'email' ? 'email' : 'conversation',
                  delivered_as: 'admin_initiated',
                  read: true,
                  created_at,
              })
            : undefined;
    // A message that begins a conversation is its source.
    const { message, sent } = named(conversation ? sourceIdOf(conversation) : world.state.messages.newId());
    world.state.messages.put({ ...sent, to: to.map((one) => one.id), subject: subject || null, body: body.body });
    if (conversation) tellConversation(world, 'conversation.admin.single.created', conversation);
    return {
        json: {
            ...message,
            ...(subject === '' ? {} : { subject }),
            body: body.body,
            message_type: way,
            ...(conversation ? { conversation_id: conversation.id } : {}),
            owner: adminJson(world.state, admin),
        },
    };
}

/** Messages that teammates begin. */
export const messageRoutes: Route[] = [{ method: 'POST', path: '/messages', operation: create }];
