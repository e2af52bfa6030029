import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Route } from '../http/call';
import type { DataAttribute, DataType } from '../store/data-attributes';
import { segments } from '../store/segments';
import type { SandboxState } from '../store/state';
import { segmentJson } from './company-json';

function segment(call: Call): Answer {
    const found = segments.find((one) => one.id === call.params.segment_id);
    if (!found) throw resourceNotFound();
    return { json: segmentJson(call.world.state, found) };
}

function listAttributes(call: Call): Answer {
    const model = param(call.query, 'model');
    if (model !== undefined && model !== 'contact' && model !== 'company' && model !== 'conversation') {
        throw invalid('model must be contact, company or conversation', 'model');
    }
    const archivedToo = param(call.query, 'include_archived') === 'true';
    const data = call.world.state.dataAttributes.list(model, archivedToo);
    const own = model === 'conversation' ? conversationAttributes(call.world.state, archivedToo) : [];
    return { json: { type: 'list', data: [...data, ...own] } };
}

/** The custom attributes of conversations, which have operations of their own too, in the words of this one. */
function conversationAttributes(state: SandboxState, archivedToo: boolean): object[] {
    const types: Partial<Record<string, DataType>> = {
        integer: 'integer',
        decimal: 'float',
        boolean: 'boolean',
        datetime: 'date',
    };
    return state.conversationAttributes
        .values()
        .filter((one) => archivedToo || !one.archived)
        .map((one) => ({
            type: 'data_attribute',
            id: Number(one.id),
            model: 'conversation',
            name: one.name,
            full_name: `custom_attributes.${one.name}`,
            label: one.name,
            description: one.description,
            data_type: types[one.data_type] ?? 'string',
            ...(one.options ? { options: one.options.map(({ label }) => label) } : {}),
            api_writable: true,
            ui_writable: true,
            messenger_writable: false,
            custom: true,
            archived: one.archived,
            created_at: one.created_at,
            updated_at: one.updated_at,
        }));
}

/** The options of a list, as `{value}` each. */
function readOptions(options: unknown): string[] | undefined {
    if (options === undefined || options === null) return undefined;
    if (!Array.isArray(options)) throw invalid("Options isn't an array", 'options');
    return options.map((one: { value?: unknown }) => String(one?.value ?? one));
}

/** Archives, describes, or gives a list other options; the type stays. */
function updateAttribute(call: Call): Answer {
    const attribute = call.world.state.dataAttributes.get(Number(call.params.data_attribute_id));
    if (!attribute) {
        throw new ApiError(404, 'field_not_found', "We couldn't find that data attribute to update");
    }
    const { archived, description, options, messenger_writable } = bodyObject(call);
    const values = readOptions(options);
    Object.assign(attribute, {
        ...(typeof archived === 'boolean' ? { archived } : {}),
        ...(typeof description === 'string' ? { description } : {}),
        ...(typeof messenger_writable === 'boolean' ? { messenger_writable } : {}),
        ...(values ? { options: values } : {}),
        updated_at: call.world.seconds(),
    });
    return { json: attribute };
}

function createAttribute(call: Call): Answer {
    const { name, model, data_type, description, options } = bodyObject(call);
    if (typeof name !== 'string' || name === '') throw invalid('name is required', 'name');
    if (model !== 'contact' && model !== 'company') throw invalid('model must be contact or company', 'model');
    const types = ['string', 'integer', 'float', 'boolean', 'date', 'options', 'datetime'];
    if (typeof data_type !== 'string' || !types.includes(data_type))
        throw invalid('data_type is not known', 'data_type');
    const type = data_type === 'options' ? 'string' : data_type === 'datetime' ? 'date' : data_type;
    const values = readOptions(options);
    const created = call.world.state.dataAttributes.create(
        model as DataAttribute['model'],
        name,
        type as DataType,
        call.world.seconds(),
        typeof description === 'string' ? description : '',
        values,
    );
    call.world.countCreated('data_attributes');
    return { json: created };
}

/** What a workspace is made of: its segments and attributes. */
export const workspaceRoutes: Route[] = [
    {
        method: 'GET',
        path: '/segments',
        operation: (call) => ({
            json: { type: 'segment.list', segments: segments.map((one) => segmentJson(call.world.state, one)) },
        }),
    },
    { method: 'GET', path: '/segments/:segment_id', operation: segment },
    { method: 'GET', path: '/data_attributes', operation: listAttributes },
    { method: 'POST', path: '/data_attributes', operation: createAttribute },
    { method: 'PUT', path: '/data_attributes/:data_attribute_id', operation: updateAttribute },
];
