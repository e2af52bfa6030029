import { invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Route } from '../http/call';
import type { DataAttribute, DataType } from '../store/data-attributes';
import { segments } from '../store/segments';
import { segmentJson } from './company-json';

function segment(call: Call): Answer {
    const found = segments.find((one) => one.id === call.params.segment_id);
    if (!found) throw resourceNotFound();
    return { json: segmentJson(call.world.state, found) };
}

function listAttributes(call: Call): Answer {
    const model = param(call.query, 'model');
    if (model !== undefined && model !== 'contact' && model !== 'company') {
        throw invalid('model must be contact or company', 'model');
    }
    return { json: { type: 'list', data: call.world.state.dataAttributes.list(model) } };
}

function createAttribute(call: Call): Answer {
    const { name, model, data_type, description, options } = bodyObject(call);
    if (typeof name !== 'string' || name === '') throw invalid('name is required', 'name');
    if (model !== 'contact' && model !== 'company') throw invalid('model must be contact or company', 'model');
    const types = ['string', 'integer', 'float', 'boolean', 'date', 'options', 'datetime'];
    if (typeof data_type !== 'string' || !types.includes(data_type))
        throw invalid('data_type is not known', 'data_type');
    const type = data_type === 'options' ? 'string' : data_type === 'datetime' ? 'date' : data_type;
    const values = Array.isArray(options)
        ? options.map((one: { value?: unknown }) => String(one.value ?? one))
        : undefined;
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
];
