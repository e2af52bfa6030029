import type { Admin } from './admins';
import type { Contact } from './contact';

/** Who wrote or did something. */
export interface Author {
    type: 'admin' | 'user' | 'lead' | 'bot';
    id: string;
    name: string | null;
    email: string;
}

/** Somebody or a team that something was given to. */
export interface Reference {
    type: 'admin' | 'team' | 'nobody_admin' | 'nobody_team';
    id: string | null;
}

/** A file of a message. The sandbox keeps its facts, not its bytes. */
export interface Attachment {
    type: 'upload';
    name: string;
    url: string;
    content_type: string;
    filesize: number;
    width: number | null;
    height: number | null;
}

/** An answer that a person can give with one click. */
export interface QuickReply {
    text: string;
    uuid: string;
}

/** A tag on a conversation or a ticket. */
export interface AppliedTag {
    id: string;
    applied_at: number;
    /** The teammate's id. */
    applied_by: string;
}

/** Something that was said or done: a part of a conversation or of a ticket. */
export interface Part {
    id: string;
    part_type: string;
    body: string | null;
    author: Author;
    created_at: number;
    updated_at: number;
    assigned_to: Reference | null;
    attachments: Attachment[];
    quick_replies: QuickReply[];
    redacted: boolean;
}

/** What is known of a part when it is made; the rest has defaults. */
export type NewPart = Pick<Part, 'part_type' | 'author'> & Partial<Part>;

/** A part with defaults for what is not given. */
export const partOf = (id: string, now: number, part: NewPart): Part => ({
    id,
    body: null,
    created_at: now,
    updated_at: now,
    assigned_to: null,
    attachments: [],
    quick_replies: [],
    redacted: false,
    ...part,
});

/** Fin, in whose name the workspace itself acts. */
export const bot: Author = { type: 'bot', id: '991267999', name: 'Fin', email: 'operator@example.com' };

/** A teammate as an author. */
export const adminAuthor = (admin: Admin): Author => ({
    type: 'admin',
    id: admin.id,
    name: admin.name,
    email: admin.email,
});

/** A contact as an author; one without an address gets one that cannot exist, as at Intercom. */
export const contactAuthor = (contact: Contact): Author => ({
    type: contact.role,
    id: contact.id,
    name: contact.name,
    email: contact.email ?? `${contact.id}@users.example.com`,
});
