/** An article of the help centre, as it is kept. */
export interface Article {
    id: string;
    title: string;
    description: string | null;
    /** HTML. */
    body: string;
    author_id: number;
    state: 'published' | 'draft';
    /** The collection it is in. */
    parent_id: number | null;
    translated_content: object | null;
    created_at: number;
    updated_at: number;
}

/** A shelf of articles; one with a parent is a section of it. */
export interface Collection {
    id: string;
    name: string;
    description: string | null;
    parent_id: string | null;
    translated_content: object | null;
    created_at: number;
    updated_at: number;
}
