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
