import { type AnyAction, type Inputs, type ListAction, type Named, type Outcome, toRequest } from '../action';
import {
    type CallOptions,
    type Client,
    type CompanyKey,
    type ContactKey,
    findCompany,
    findContact,
    findTag,
    IntercomError,
    type TagKey,
} from '../client';

type Find = (client: Client, named: Named<string>, options: CallOptions) => Promise<string>;

const finders: Record<string, Find> = {
    contact: (client, { by, value }, options) => findContact(client, by as ContactKey, value, options),
    company: (client, { by, value }, options) => findCompany(client, by as CompanyKey, value, options),
    tag: (client, { by, value }, options) => findTag(client, by as TagKey, value, options),
};

/** Replaces each reference by Intercom's id, looking up what was named by another key, one after the other. */
export async function resolveReferences(
    { fields }: AnyAction,
    inputs: Inputs,
    client: Client,
    options: CallOptions,
): Promise<Inputs> {
    const resolved: Record<string, unknown> = { ...inputs };
    for (const [property, { kind, object, lookup }] of Object.entries(fields)) {
        const named = inputs[property] as Named<string> | null | undefined;
        if (kind !== 'reference' || !object || !lookup || !named) continue;
        try {
            resolved[property] = await finders[object]?.(client, named, options);
        } catch (error) {
            if (error instanceof IntercomError) error.field ??= property;
            throw error;
        }
    }
    return resolved;
}

/** The one request of an action, or the function it gives instead. Rejects with an IntercomError. */
export async function perform(
    action: Exclude<AnyAction, ListAction>,
    inputs: Inputs,
    client: Client,
    options: CallOptions,
): Promise<Outcome> {
    if ('run' in action) return action.run(inputs, client, options);
    const template = { ...action.request, ...(action.repeat && { repeat: action.repeat(inputs) }) };
    const answer = await client.call(toRequest(template, action.fields, inputs), options);
    return { payload: action.payload ? action.payload(inputs, answer) : answer.body, answer };
}
