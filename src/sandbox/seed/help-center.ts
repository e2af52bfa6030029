import { admins } from '../store/admins';
import type { Article, Collection } from '../store/help-center';
import type { Shelf } from '../store/shelf';

const shelves: readonly (readonly [string, readonly string[]])[] = [
    ['Getting started', ['Invite your colleagues', 'Choose a plan']],
    ['Billing', ['Change the address of your invoices', 'Cancel and get a refund']],
    ['Troubleshooting', ['Why am I asked to sign in again?', 'Export your data as a table']],
];

/** A small help centre. */
export function seedHelpCenter(collections: Shelf<Collection>, articles: Shelf<Article>, now: number): void {
    for (const [name, titles] of shelves) {
        const times = { created_at: now, updated_at: now };
        const collection = collections.put({
            id: collections.newId(),
            name,
            description: null,
            parent_id: null,
            translated_content: null,
            ...times,
        });
        for (const title of titles) {
            articles.put({
                id: articles.newId(),
                title,
                description: null,
                body: `<p>${title}</p>`,
                author_id: Number(admins[0]?.id),
                state: 'published',
                parent_id: Number(collection.id),
                translated_content: null,
                ...times,
            });
        }
    }
}
