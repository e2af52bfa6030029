import {
    type AnyAction,
    applies,
    type Inputs,
    type ListAction,
    type Named,
    objectOf,
    type Result,
    type RunOptions,
    toRequest,
} from '../action';
import type { CallOptions, Client } from '../client';
import { findId, type IntercomObject, ownAdmin } from '../objects';

/** Replaces each reference by Intercom's id, looking up what was named by another key, one after the other. */
export async function resolveReferences(
    { fields }: AnyAction,
    inputs: Inputs,
    client: Client,
    options: CallOptions,
): Promise<Inputs> {
    const resolved: Record<string, unknown> = { ...inputs };
    for (const [property, field] of Object.entries(fields)) {
        const object = objectOf(field, inputs) as IntercomObject | undefined;
        if (!object || field.lookup === false || !applies(field, inputs)) continue;
        const given = inputs[property] as Named | Named[] | null | undefined;
        if (Array.isArray(given)) {
            const ids: string[] = [];
            for (const one of given) ids.push(await findId(object, one, property, client, options));
            resolved[property] = ids;
        } else if (given) resolved[property] = await findId(object, given, property, client, options);
        else if (field.own) resolved[property] = await ownAdmin(client, options);
    }
    return resolved as Inputs;
}

/** The one request of an action, or the function it gives instead. Rejects with an IntercomError. */
export async function perform(
    action: Exclude<AnyAction, ListAction>,
    inputs: Inputs,
    client: Client,
    options: RunOptions,
): Promise<Result> {
    if (action.run) return action.run(inputs as never, client, options);
    const { request, repeat, payload } = action;
    const template = typeof request === 'function' ? request(inputs as never) : request;
    const answer = await client.call(
        toRequest({ ...template, ...(repeat && { repeat: repeat(inputs as never) }) }, action.fields, inputs),
        options,
    );
    const intercom = action.intercom?.(answer);
    if (payload) return { payload: payload(inputs as never, answer), answer, intercom };
    // Intercom may say nothing, or the answer to the attempt that deleted it was lost
    const isGone = action.destroys && answer.body === null;
    return {
        payload: isGone ? { id: (inputs as Record<string, unknown>)[idOf(template.path)], deleted: true } : answer.body,
        answer,
        intercom,
    };
}

/** The field that stands last in a path: the id of the record. */
const idOf = (path: string): string => path.match(/\w+(?=\}[^{]*$)/)?.[0] ?? '';
