import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { numberedPage } from '../http/pages';
import { admins, WORKSPACE } from '../store/admins';
import type { Article, Collection } from '../store/help-center';
import type { Shelf } from '../store/shelf';

const PAGES = { perPage: 20, max: 150 };

const slug = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
const place = (path: string): string => `https://help.example.com/en/${path}`;

const noStatistics = {
    type: 'article_statistics',
    views: 0,
    conversations: 0,
    reactions: 0,
    happy_reaction_percentage: 0,
    neutral_reaction_percentage: 0,
    sad_reaction_percentage: 0,
};

function articleJson({ parent_id, translated_content, ...article }: Article, withStatistics: boolean): object {
    return {
        type: 'article',
        workspace_id: WORKSPACE,
        ...article,
        parent_id,
        parent_type: parent_id === null ? null : 'collection',
        parent_ids: parent_id === null ? [] : [parent_id],
        tags: { type: 'tag.list', tags: [] },
        ...(withStatistics ? { statistics: noStatistics } : {}),
        // A draft has no address yet.
        url: article.state === 'published' ? place(`articles/${article.id}-${slug(article.title)}`) : null,
        ...(translated_content ? { translated_content } : {}),
    };
}

const collectionJson = ({ translated_content, ...collection }: Collection): object => ({
    type: 'collection',
    workspace_id: WORKSPACE,
    ...collection,
    url: place(`collections/${collection.id}-${slug(collection.name)}`),
    icon: 'bookmark',
    order: Number(collection.id),
    default_locale: 'en',
    help_center_id: 79,
    ...(translated_content ? { translated_content } : {}),
});

const one = <T extends { id: string }>(shelf: Shelf<T>, id: string | undefined): T => {
    const found = shelf.get(id ?? '');
    if (!found) throw resourceNotFound();
    return found;
};

/** The one that was changed last comes first. */
function page<T extends { id: string; updated_at: number }>(
    call: Call,
    shelf: Shelf<T>,
    json: (one: T) => object,
): Answer {
    const sorted = shelf.values().sort((a, b) => b.updated_at - a.updated_at || Number(b.id) - Number(a.id));
    const path = call.world.url + (call.url.split('?')[0] ?? '');
    const { items, pages } = numberedPage(sorted, call.query, path, PAGES);
    return { json: { type: 'list', data: items.map(json), total_count: sorted.length, pages } };
}

function text(value: unknown, name: string): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw invalid(`${name} must be a string`, name);
    return value;
}

const translations = (value: unknown): object | undefined =>
    typeof value === 'object' && value !== null ? value : undefined;

/** What a body says of an article; what it does not say stays as it is in `before`. */
function readArticle(call: Call, body: Record<string, unknown>, before: Omit<Article, 'id'>): Omit<Article, 'id'> {
    const { author_id = before.author_id, state = before.state, parent_id = before.parent_id } = body;
    if (!admins.some((admin) => Number(admin.id) === author_id)) {
        throw invalid('author_id must be the id of a teammate', 'author_id');
    }
    if (state !== 'published' && state !== 'draft') throw invalid('state must be published or draft', 'state');
    if (parent_id !== null && !call.world.state.collections.get(String(parent_id))) throw resourceNotFound();
    return {
        ...before,
        title: text(body.title, 'title') ?? before.title,
        description: text(body.description, 'description') ?? before.description,
        body: text(body.body, 'body') ?? before.body,
        author_id: author_id as number,
        state,
        parent_id: parent_id === null ? null : Number(parent_id),
        translated_content: translations(body.translated_content) ?? before.translated_content,
        updated_at: call.world.seconds(),
    };
}

function createArticle(call: Call): Answer {
    const { articles } = call.world.state;
    const body = bodyObject(call);
    if (!text(body.title, 'title')) throw new ApiError(400, 'parameter_not_found', 'Title is a required parameter.');
    if (body.author_id === undefined) {
        const message = 'author_id must be in the main body or default locale translated_content object';
        throw new ApiError(400, 'parameter_not_found', message);
    }
    const now = call.world.seconds();
    const fresh = { title: '', description: null, body: '', author_id: 0, state: 'draft', parent_id: null } as const;
    const before = { ...fresh, translated_content: null, created_at: now, updated_at: now };
    const article = articles.put({ ...readArticle(call, body, before), id: articles.newId() });
    call.world.countCreated('articles');
    return { json: articleJson(article, true) };
}

function updateArticle(call: Call): Answer {
    const { articles } = call.world.state;
    const article = one(articles, call.params.article_id);
    return {
        json: articleJson(articles.put({ ...readArticle(call, bodyObject(call), article), id: article.id }), true),
    };
}

function saveCollection(call: Call, id: string, before: Omit<Collection, 'id'>): Answer {
    const { collections } = call.world.state;
    const body = bodyObject(call);
    const parent_id = text(body.parent_id, 'parent_id') ?? before.parent_id;
    if (parent_id !== null) one(collections, parent_id);
    const saved = collections.put({
        ...before,
        id,
        name: text(body.name, 'name') ?? before.name,
        description: text(body.description, 'description') ?? before.description,
        parent_id,
        translated_content: translations(body.translated_content) ?? before.translated_content,
        updated_at: call.world.seconds(),
    });
    return { json: collectionJson(saved) };
}

function createCollection(call: Call): Answer {
    const { collections } = call.world.state;
    const name = text(bodyObject(call).name, 'name');
    if (!name) throw new ApiError(400, 'parameter_not_found', 'Name is a required parameter.');
    const now = call.world.seconds();
    const before = { name, description: null, parent_id: null, translated_content: null };
    call.world.countCreated('collections');
    return saveCollection(call, collections.newId(), { ...before, created_at: now, updated_at: now });
}

/** Articles of a collection that goes stand alone from then on. */
function removeCollection(call: Call): Answer {
    const { collections, articles } = call.world.state;
    const { id } = one(collections, call.params.collection_id);
    for (const article of articles.values()) if (article.parent_id === Number(id)) article.parent_id = null;
    collections.delete(id);
    return { json: { id, object: 'collection', deleted: true } };
}

function removeArticle(call: Call): Answer {
    const { articles } = call.world.state;
    const { id } = one(articles, call.params.article_id);
    articles.delete(id);
    return { json: { id, object: 'article', deleted: true } };
}

/** The help centre: articles and the collections they are in. */
export const helpCenterRoutes: Route[] = [
    {
        method: 'GET',
        path: '/articles',
        operation: (call) => page(call, call.world.state.articles, (article) => articleJson(article, false)),
    },
    { method: 'POST', path: '/articles', operation: createArticle },
    {
        method: 'GET',
        path: '/articles/:article_id',
        operation: (call) => ({ json: articleJson(one(call.world.state.articles, call.params.article_id), true) }),
    },
    { method: 'PUT', path: '/articles/:article_id', operation: updateArticle },
    { method: 'DELETE', path: '/articles/:article_id', operation: removeArticle },
    {
        method: 'GET',
        path: '/help_center/collections',
        operation: (call) => page(call, call.world.state.collections, collectionJson),
    },
    { method: 'POST', path: '/help_center/collections', operation: createCollection },
    {
        method: 'GET',
        path: '/help_center/collections/:collection_id',
        operation: (call) => ({ json: collectionJson(one(call.world.state.collections, call.params.collection_id)) }),
    },
    {
        method: 'PUT',
        path: '/help_center/collections/:collection_id',
        operation: (call) => {
            const { id, ...before } = one(call.world.state.collections, call.params.collection_id);
            return saveCollection(call, id, before);
        },
    },
    { method: 'DELETE', path: '/help_center/collections/:collection_id', operation: removeCollection },
];
