import { ApiError, invalid } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Route } from '../http/call';
import { admins } from '../store/admins';
import {
    type ConversationAttribute,
    conversationAttributeTypes,
    newConversationAttribute,
} from '../store/conversation';
import { uuidOf } from '../store/ids';
import type { SandboxState } from '../store/state';

const json = (one: ConversationAttribute): object => ({
    type: 'conversation_attribute',
    ...one,
    id: Number(one.id),
    admin_id: admins[0]?.id,
});

const notFound = (message = 'Conversation attribute not found'): ApiError =>
    new ApiError(404, 'conversation_attribute_not_found', message);
const refused = (message: string): ApiError => new ApiError(422, 'parameter_invalid', message);

/** A list attribute must keep so many options. */
const FEWEST_OPTIONS = 2;

const fits: Record<ConversationAttribute['data_type'], (value: unknown, one: ConversationAttribute) => boolean> = {
    string: (value) => ['string', 'number', 'boolean'].includes(typeof value),
    integer: (value) => Number.isInteger(value),
    list: (value, { options }) => options?.some((one) => !one.archived && one.label === value) === true,
    decimal: (value) => typeof value === 'number',
    boolean: (value) => typeof value === 'boolean',
    datetime: (value) => Number.isInteger(value) || (typeof value === 'string' && !Number.isNaN(Date.parse(value))),
    relationship: (value) => typeof value === 'object',
    files: (value) => Array.isArray(value),
};

/** Reads the attributes of an update. They go by name, must exist, and a list takes the label of an option. */
export function readConversationAttributes(state: SandboxState, given: unknown): Record<string, unknown> {
    if (given === undefined || given === null) return {};
    if (typeof given !== 'object' || Array.isArray(given)) {
        throw invalid('custom_attributes must be an object', 'custom_attributes');
    }
    const known = state.conversationAttributes.values().filter((one) => !one.archived);
    for (const [name, value] of Object.entries(given)) {
        const [attribute, twin] = known.filter((one) => one.name === name);
        if (!attribute) throw invalid(`Conversation attribute '${name}' does not exist`, 'custom_attributes');
        if (twin) throw invalid(`There are several conversation attributes named '${name}'`, 'custom_attributes');
        if (value !== null && !fits[attribute.data_type](value, attribute)) {
            throw invalid(`Conversation attribute '${name}' must be a ${attribute.data_type}`, 'custom_attributes');
        }
    }
    return given as Record<string, unknown>;
}

function attributeOf(call: Call): ConversationAttribute {
    const found = call.world.state.conversationAttributes.get(call.params.attribute_id ?? '');
    if (!found) throw notFound();
    return found;
}

function list(call: Call): Answer {
    const archived = param(call.query, 'include_archived') === 'true';
    const all = call.world.state.conversationAttributes.values();
    return { json: { type: 'list', data: all.filter((one) => archived || !one.archived).map(json) } };
}

type Body = Record<string, unknown>;

/** What both a create and an update set. */
function common(body: Body): Partial<ConversationAttribute> {
    const change: Partial<ConversationAttribute> = {};
    if (typeof body.name === 'string' && body.name !== '') change.name = body.name;
    else if (body.name !== undefined) throw refused('name is required');
    if (typeof body.description === 'string') change.description = body.description;
    if (typeof body.required === 'boolean') change.required = body.required;
    if (typeof body.multiline === 'boolean') change.multiline = body.multiline;
    if (Array.isArray(body.visible_to_team_ids)) change.visible_to_team_ids = body.visible_to_team_ids.map(String);
    if (typeof body.reference === 'object' && body.reference !== null) {
        change.reference = body.reference as ConversationAttribute['reference'];
    }
    return change;
}

function create(call: Call): Answer {
    const { world } = call;
    const body = bodyObject(call);
    const data_type = body.data_type as ConversationAttribute['data_type'];
    if (!conversationAttributeTypes.includes(data_type)) {
        const types = conversationAttributeTypes.join(', ');
        throw refused(`data_type '${String(data_type)}' is not valid. Allowed types: ${types}`);
    }
    if (typeof body.name !== 'string' || body.name === '') throw refused('name is required');
    const labels = Array.isArray(body.options)
        ? body.options.map((one: unknown) => String((one as { label?: unknown } | null)?.label ?? one))
        : [];
    if (data_type === 'list' && labels.length < FEWEST_OPTIONS) {
        throw refused(`A list attribute must have at least ${FEWEST_OPTIONS} active options`);
    }
    const { conversationAttributes } = world.state;
    const given = {
        name: body.name,
        ...(data_type === 'list' && { options: labels.map((label) => option(call, label)) }),
        ...common(body),
        id: conversationAttributes.newId(),
        data_type,
    };
    const attribute = conversationAttributes.put(newConversationAttribute(given, world.seconds()));
    return { json: json(attribute) };
}

function update(call: Call): Answer {
    const attribute = attributeOf(call);
    Object.assign(attribute, common(bodyObject(call)), { updated_at: call.world.seconds() });
    return { json: json(attribute) };
}

/** Attributes are not deleted but archived. */
function remove(call: Call): Answer {
    const attribute = attributeOf(call);
    Object.assign(attribute, { archived: true, updated_at: call.world.seconds() });
    return { json: json(attribute) };
}

type Option = NonNullable<ConversationAttribute['options']>[number];

const option = (call: Call, label: string): Option => ({
    id: uuidOf(call.world.nextSerial(), 61),
    label,
    archived: false,
});

function optionsOf(call: Call): { attribute: ConversationAttribute; options: Option[] } {
    const attribute = attributeOf(call);
    if (!attribute.options) throw refused('Options can only be managed on list attributes');
    return { attribute, options: attribute.options };
}

function optionOf(call: Call, options: Option[]): Option {
    const found = options.find((one) => one.id === call.params.option_id);
    if (!found) throw notFound('List option not found');
    return found;
}

function labelOf(call: Call): string {
    const { label, ...others } = bodyObject(call);
    if (Object.keys(others).length > 0) throw refused("only 'label' is accepted");
    if (label === undefined) throw refused('label is required');
    if (typeof label !== 'string') throw refused('label must be a string');
    return label;
}

/** The attributes that conversations can have. */
export const conversationAttributeRoutes: Route[] = [
    { method: 'GET', path: '/conversations/attributes', since: '2.16', operation: list },
    { method: 'POST', path: '/conversations/attributes', since: '2.16', operation: create },
    {
        method: 'GET',
        path: '/conversations/attributes/:attribute_id',
        since: '2.16',
        operation: (call) => ({ json: json(attributeOf(call)) }),
    },
    { method: 'PUT', path: '/conversations/attributes/:attribute_id', since: '2.16', operation: update },
    { method: 'DELETE', path: '/conversations/attributes/:attribute_id', since: '2.16', operation: remove },
    {
        method: 'POST',
        path: '/conversations/attributes/:attribute_id/options',
        since: '2.16',
        operation: (call) => {
            const { attribute, options } = optionsOf(call);
            options.push(option(call, labelOf(call)));
            return { json: json(attribute) };
        },
    },
    {
        method: 'PUT',
        path: '/conversations/attributes/:attribute_id/options/:option_id',
        since: '2.16',
        operation: (call) => {
            const { attribute, options } = optionsOf(call);
            optionOf(call, options).label = labelOf(call);
            return { json: json(attribute) };
        },
    },
    {
        method: 'DELETE',
        path: '/conversations/attributes/:attribute_id/options/:option_id',
        since: '2.16',
        operation: (call) => {
            const { attribute, options } = optionsOf(call);
            const gone = optionOf(call, options);
            if (options.filter((one) => !one.archived && one !== gone).length < FEWEST_OPTIONS) {
                throw refused(`A list attribute must have at least ${FEWEST_OPTIONS} active options`);
            }
            gone.archived = true;
            return { json: json(attribute) };
        },
    },
];
