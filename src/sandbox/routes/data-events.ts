import { ApiError, invalid, userNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Route } from '../http/call';
import { positive } from '../http/pages';
import { type Contact, isActive } from '../store/contact';
import type { DataEvent } from '../store/events';
import { findNamed, missing, moment } from './thread-input';

type Body = Record<string, unknown>;

/** An event keeps so many keys of metadata; the rest is ignored. */
const MOST_KEYS = 10;

/** Single events can be listed so long; counts stay. */
const LISTED_SECONDS = 90 * 86_400;

/** The contact by `id`, or a user by `user_id` or `email`: leads have an id alone. */
function whoOf(call: Call, body: Body): Contact {
    const given = ['id', 'user_id', 'email'].filter((key) => (body[key] ?? null) !== null);
    if (given.length === 0) throw missing('id, user_id or email');
    const { state } = call.world;
    const found =
        (body.id ?? null) === null
            ? findNamed(state, (body.user_id ?? null) === null ? { email: body.email } : { user_id: body.user_id })
            : state.contacts.get(String(body.id));
    const isFound = found && isActive(found) && (found.role === 'user' || (body.id ?? null) !== null);
    if (!isFound) throw userNotFound();
    return found;
}

/** Text, number, yes or no, `{ url, value }` or `{ amount, currency }`; nothing else goes deeper. */
function checkMetadata(value: unknown): Body {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) throw invalid('metadata must be an object', 'metadata');
    for (const [name, one] of Object.entries(value)) {
        if (typeof one !== 'object' || one === null) continue;
        const keys = Object.keys(one).sort().join();
        if (keys !== 'url,value' && keys !== 'amount,currency') {
            throw invalid(`metadata '${name}' must not be nested`, 'metadata');
        }
    }
    return Object.fromEntries(Object.entries(value).slice(0, MOST_KEYS));
}

/** 202 without a body, for one that is there already too. */
function submit(call: Call): Answer {
    const { world } = call;
    const body = bodyObject(call);
    const { event_name } = body;
    if (typeof event_name !== 'string' || event_name.trim() === '') throw missing('event_name');
    if ((body.created_at ?? null) === null) throw missing('created_at');
    const created_at = moment(body.created_at, 'created_at', 0);
    const metadata = checkMetadata(body.metadata);
    const contact = whoOf(call, body);
    const event = world.state.events.add({ event_name, created_at, contact_id: contact.id, metadata });
    if (event) {
        world.countCreated('events');
        world.changed('event.created', () => json(contact, event));
    }
    return { status: 202 };
}

const json = (contact: Contact, event: DataEvent): object => ({
    type: 'event',
    id: event.id,
    event_name: event.event_name,
    created_at: event.created_at,
    intercom_user_id: contact.id,
    ...(contact.external_id === null ? {} : { user_id: contact.external_id }),
    ...(contact.email === null ? {} : { email: contact.email }),
    metadata: event.metadata,
});

/** The next page is behind `pages.next`, a URL; `before` in it names the last event shown. */
function list(call: Call): Answer {
    const { world, query } = call;
    if (param(query, 'type') !== 'user') throw invalid('type must be user', 'type');
    const named: Body = {};
    for (const key of ['user_id', 'intercom_user_id', 'email']) named[key] = param(query, key);
    const contact = findNamed(world.state, named);
    if (!contact) throw userNotFound();
    const who = {
        ...(contact.email === null ? {} : { email: contact.email }),
        intercom_user_id: contact.id,
        ...(contact.external_id === null ? {} : { user_id: contact.external_id }),
    };
    if (param(query, 'summary') === 'true') {
        const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
        const events = world.state.events.summary(contact.id).map(({ name, count, first, last }) => ({
            name,
            first: iso(first),
            last: iso(last),
            count,
            description: '',
        }));
        return { json: { type: 'event.summary', ...who, events } };
    }
    const perPage = positive(param(query, 'per_page'), 'per_page', 50, 150);
    const since = world.seconds() - LISTED_SECONDS;
    const all = world.state.events.of(contact.id).filter((event) => event.created_at >= since);
    const before = param(query, 'before');
    const start = before === undefined ? 0 : all.findIndex((event) => event.id === before) + 1;
    const shown = all.slice(start, start + perPage);
    const last = shown.at(-1);
    const key = ['user_id', 'intercom_user_id', 'email'].find((one) => named[one] !== undefined) as string;
    const next = `${world.url}/events?type=user&${key}=${encodeURIComponent(String(named[key]))}&per_page=${perPage}`;
    const pages = last && start + perPage < all.length ? { next: `${next}&before=${last.id}` } : {};
    return { json: { type: 'event.list', events: shown.map((event) => json(contact, event)), pages } };
}

function summaries(call: Call): Answer {
    const body = bodyObject(call);
    const contact = findNamed(call.world.state, { user_id: body.user_id });
    if (!contact) throw userNotFound();
    const { event_name, count, first, last } = (body.event_summaries ?? {}) as Body;
    if (typeof event_name !== 'string') throw missing('event_name');
    if (!Number.isInteger(count)) throw new ApiError(400, 'parameter_invalid', 'count must be an integer');
    const now = call.world.seconds();
    call.world.state.events.tell(contact.id, {
        name: event_name,
        count: count as number,
        first: moment(first, 'first', now),
        last: moment(last, 'last', now),
    });
    return {};
}

/** What contacts did. */
export const dataEventRoutes: Route[] = [
    { method: 'POST', path: '/events', operation: submit },
    { method: 'GET', path: '/events', operation: list },
    { method: 'POST', path: '/events/summaries', operation: summaries },
];
