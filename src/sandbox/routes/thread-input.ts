import { ApiError, invalid, resourceNotFound, userNotFound } from '../http/api-error';
import type { Call } from '../http/call';
import { type Admin, admins, type Team, teams } from '../store/admins';
import { type Contact, isActive } from '../store/contact';
import type { SandboxState } from '../store/state';
import { type Attachment, adminAuthor, type NewPart, type QuickReply } from '../store/thread';
import { asHtml, paragraphs } from './html';

/** A message can have so many attachments. */
const MOST_ATTACHMENTS = 10;

/** An attachment can be so many bytes large. */
const LARGEST_ATTACHMENT = 40 * 1024 * 1024;

/** What a calendar holds, in Unix seconds. */
const FARTHEST = 8_640_000_000_000;

/** 400 for a key that is not there. */
export const missing = (name: string): ApiError =>
    new ApiError(400, 'parameter_not_found', `${name} not specified`, { field: name });

/** The teammate with this id; without an id there is none either. */
export function adminWithId(id: unknown, name = 'admin_id', refuse: () => ApiError = resourceNotFound): Admin {
    if (id === undefined || id === null || id === '') throw missing(name);
    const found = admins.find((one) => one.id === String(id));
    if (!found) throw refuse();
    return found;
}

/** 404 for a teammate, where Intercom has words of its own. */
export const adminNotFound = (): ApiError => new ApiError(404, 'admin_not_found', 'Admin for admin_id not found');

/** A teammate or a team to give something to; `"0"` is nobody. */
export function assigneeOf(
    id: unknown,
    refuse: () => ApiError = resourceNotFound,
): { admin: Admin } | { team: Team } | 'nobody' {
    if (id === undefined || id === null || id === '') throw missing('assignee_id');
    if (String(id) === '0') return 'nobody';
    const admin = admins.find((one) => one.id === String(id));
    if (admin) return { admin };
    const team = teams.find((one) => one.id === String(id));
    if (team) return { team };
    throw refuse();
}

/** How a reply names its contact. */
const contactKeys = ['intercom_user_id', 'user_id', 'email'] as const;

/** The active contact that a body names by exactly one of `intercom_user_id`, `user_id` and `email`; a user before a lead. */
export function namedContact(state: SandboxState, body: Record<string, unknown>): Contact {
    const found = findNamed(state, body);
    if (!found) throw userNotFound();
    return found;
}

/** The same; undefined when nobody has it. */
export function findNamed({ contacts }: SandboxState, body: Record<string, unknown>): Contact | undefined {
    const given = contactKeys.filter((key) => (body[key] ?? null) !== null);
    const [key] = given;
    if (!key || given.length > 1) {
        throw invalid('A contact is given by exactly one of intercom_user_id, user_id or email');
    }
    const value = String(body[key]);
    const byId = (): Contact[] => [contacts.get(value)].filter((one) => one !== undefined);
    const found =
        key === 'intercom_user_id' ? byId() : contacts.withText(key === 'user_id' ? 'external_id' : 'email', value);
    return found.filter(isActive).sort((a, b) => (a.role === b.role ? 0 : a.role === 'user' ? -1 : 1))[0];
}

/** A moment in Unix seconds; `fallback` when it is not given. */
export function moment(value: unknown, name: string, fallback: number): number {
    if (value === undefined || value === null) return fallback;
    const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof seconds !== 'number' || !Number.isInteger(seconds) || Math.abs(seconds) > FARTHEST) {
        throw invalid(`${name} must be a Unix timestamp`, name);
    }
    return seconds;
}

/** A moment that must not have passed yet. */
export function future(call: Call, value: unknown, name: string): number {
    if (value === undefined || value === null) throw missing(name);
    const seconds = moment(value, name, 0);
    if (seconds <= call.world.seconds()) throw invalid(`${name} must be in the future`, name);
    return seconds;
}

/** A text that must be there. */
export function requiredBody(value: unknown): string {
    if (typeof value !== 'string' || value.trim() === '') throw invalid('Body is required', 'body');
    return value;
}

/** The quick replies of a body. */
function quickReplies(value: unknown): QuickReply[] {
    if (value === undefined || value === null) return [];
    const list = Array.isArray(value) ? (value as Partial<QuickReply>[]) : [];
    const whole = list.every((one) => typeof one?.text === 'string' && typeof one?.uuid === 'string');
    if (!Array.isArray(value) || !whole) {
        throw invalid('reply_options must be a list of objects with text and uuid', 'reply_options');
    }
    return list.map(({ text, uuid }) => ({ text: String(text), uuid: String(uuid) }));
}

/** What a teammate says on a conversation or a ticket, as its part. */
export function adminReply(call: Call, body: Record<string, unknown>): NewPart & { part_type: AdminReplyKind } {
    const kind = adminReplyKinds.find((one) => one === body.message_type);
    if (!kind) throw invalid(`message_type must be one of ${adminReplyKinds.join(', ')}`, 'message_type');
    const admin = adminWithId(body.admin_id);
    const options = quickReplies(body.reply_options);
    if (kind === 'quick_reply' && options.length === 0) throw invalid('reply_options is required', 'reply_options');
    return {
        part_type: kind,
        body: kind === 'quick_reply' && (body.body ?? '') === '' ? null : asHtml(requiredBody(body.body)),
        author: adminAuthor(admin),
        attachments: attachmentsOf(call, body),
        quick_replies: options,
        created_at: moment(body.created_at, 'created_at', call.world.seconds()),
    };
}

const adminReplyKinds = ['comment', 'note', 'quick_reply'] as const;
type AdminReplyKind = (typeof adminReplyKinds)[number];

/** What a contact says; a quick reply may be the text of the option alone. */
export function contactReply(call: Call, body: Record<string, unknown>) {
    const { message_type: kind } = body;
    if (kind !== 'comment' && kind !== 'quick_reply') throw invalid('message_type must be comment', 'message_type');
    const isChoice = kind === 'quick_reply' && (body.body ?? '') === '';
    const said = isChoice ? quickReplies(body.reply_options)[0]?.text : body.body;
    return {
        body: paragraphs(requiredBody(said)),
        attachments: attachmentsOf(call, body),
        created_at: moment(body.created_at, 'created_at', call.world.seconds()),
    };
}

/** What is attached: files as base64, or else URLs. Files win when both are given. */
export function attachmentsOf(call: Call, body: Record<string, unknown>): Attachment[] {
    const files = listOf(body.attachment_files, 'attachment_files');
    const urls = listOf(body.attachment_urls, 'attachment_urls');
    return files.length > 0 ? files.map((file) => fileOf(call, file)) : urls.map((url) => linkOf(url));
}

function listOf(value: unknown, name: string): unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw invalid(`${name} must be a list`, name);
    if (value.length > MOST_ATTACHMENTS) {
        throw invalid(`${name} can hold ${MOST_ATTACHMENTS} attachments at most`, name);
    }
    return value;
}

function fileOf(call: Call, given: unknown): Attachment {
    const { name, content_type, data } = (given ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof content_type !== 'string' || typeof data !== 'string') {
        throw invalid('An attachment file needs name, content_type and data', 'attachment_files');
    }
    if (data.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) {
        throw invalid('The data of an attachment file must be base64', 'attachment_files');
    }
    const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
    const filesize = (data.length / 4) * 3 - padding;
    if (filesize > LARGEST_ATTACHMENT) {
        throw invalid(`An attachment can be ${LARGEST_ATTACHMENT} bytes at most`, 'attachment_files');
    }
    const url = `https://downloads.example.com/i/o/${call.world.nextSerial()}/${encodeURIComponent(name)}`;
    return { type: 'upload', name, url, content_type, filesize, width: null, height: null };
}

function linkOf(given: unknown): Attachment {
    if (typeof given !== 'string' || !URL.canParse(given) || !/^https?:/.test(given)) {
        throw invalid('An attachment URL must be a URL', 'attachment_urls');
    }
    const name = new URL(given).pathname.split('/').at(-1) || 'attachment';
    const ending = name.split('.').at(-1)?.toLowerCase() ?? '';
    const content_type = types[ending] ?? 'application/octet-stream';
    return { type: 'upload', name, url: given, content_type, filesize: 0, width: null, height: null };
}

const types: Record<string, string> = {
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    pdf: 'application/pdf',
    txt: 'text/plain',
};
