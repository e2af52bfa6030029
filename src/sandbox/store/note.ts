import type { Shelf } from './shelf';

/** What a teammate wrote about a contact or a company. */
export interface Note {
    id: string;
    on: { type: 'contact' | 'company'; id: string };
    /** HTML. */
    body: string;
    /** The teammate's id. */
    admin_id: string;
    created_at: number;
}

/** What was written about one of them, the newest first. */
export function notesOn({ notes }: { notes: Shelf<Note> }, on: Note['on']): Note[] {
    if (notes.count === 0) return [];
    return notes
        .values()
        .filter((note) => note.on.type === on.type && note.on.id === on.id)
        .reverse();
}
