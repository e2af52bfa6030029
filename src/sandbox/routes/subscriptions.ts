import { invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { type SubscriptionType, subscriptionTypes } from '../store/subscriptions';
import { contactJson } from './contact-json';
import { contactOf } from './contacts';
import { missing } from './thread-input';

function json(type: SubscriptionType): object {
    const translation = { name: type.name, description: type.description, locale: 'en' };
    return {
        type: 'subscription',
        id: type.id,
        state: 'live',
        default_translation: translation,
        translations: [translation],
        consent_type: type.consent_type,
        content_types: type.content_types,
    };
}

function withId(id: unknown): SubscriptionType {
    const found = subscriptionTypes.find((one) => one.id === String(id));
    if (!found) throw resourceNotFound();
    return found;
}

/** Only what the contact has chosen explicitly. */
function list(call: Call): Answer {
    const own = call.world.state.subscriptions.get(contactOf(call).id);
    return { json: { type: 'list', data: [...(own?.keys() ?? [])].map((id) => json(withId(id))) } };
}

/** To attach an opt-out type unsubscribes; to attach an opt-in type subscribes. */
function attach(call: Call): Answer {
    const { world } = call;
    const contact = contactOf(call);
    const { id, consent_type } = bodyObject(call);
    if ((id ?? null) === null) throw missing('id');
    const type = withId(id);
    if (consent_type !== 'opt_in' && consent_type !== 'opt_out') {
        throw invalid('consent_type must be opt_in or opt_out', 'consent_type');
    }
    const own = world.state.subscriptions.get(contact.id) ?? new Map<string, SubscriptionType['consent_type']>();
    own.set(type.id, consent_type);
    world.state.subscriptions.set(contact.id, own);
    world.state.contacts.forgetTexts();
    const topic = consent_type === 'opt_in' ? 'contact.subscribed' : 'contact.unsubscribed';
    world.changed(topic, () => contactJson(world.state, contact));
    return { json: json(type) };
}

function detach(call: Call): Answer {
    const { world } = call;
    const contact = contactOf(call);
    const type = withId(call.params.subscription_id);
    const own = world.state.subscriptions.get(contact.id);
    if (!own?.delete(type.id)) throw resourceNotFound();
    world.state.contacts.forgetTexts();
    return { json: json(type) };
}

/** What people have chosen to get. */
export const subscriptionRoutes: Route[] = [
    {
        method: 'GET',
        path: '/subscription_types',
        operation: () => ({ json: { type: 'list', data: subscriptionTypes.map(json) } }),
    },
    { method: 'GET', path: '/contacts/:contact_id/subscriptions', operation: list },
    { method: 'POST', path: '/contacts/:contact_id/subscriptions', operation: attach },
    { method: 'DELETE', path: '/contacts/:contact_id/subscriptions/:subscription_id', operation: detach },
];
