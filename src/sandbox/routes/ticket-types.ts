import { invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { defaultAttributes, ticketAttribute } from '../seed/tickets';
import { uuidOf } from '../store/ids';
import { statesFrom, type TicketType, type TicketTypeAttribute, ticketAttributeTypes } from '../store/ticket';
import { missing } from './thread-input';
import { ticketAttributeJson, ticketStatesJson, ticketTypeJson } from './ticket-json';

type Body = Record<string, unknown>;

function typeOf(call: Call): TicketType {
    const type = call.world.state.ticketTypes.get(call.params.ticket_type_id ?? '');
    if (!type) throw resourceNotFound();
    return type;
}

const categories = ['Customer', 'Back-office', 'Tracker'] as const;

/** What both a create and an update of a type set. Nothing that is not given changes. */
function typeChange(body: Body): Partial<TicketType> {
    const change: Partial<TicketType> = {};
    if (typeof body.name === 'string' && body.name !== '') change.name = body.name;
    if (typeof body.description === 'string') change.description = body.description;
    if (typeof body.icon === 'string') change.icon = body.icon;
    if (typeof body.is_internal === 'boolean') change.is_internal = body.is_internal;
    if (body.category !== undefined) {
        const category = categories.find((one) => one === body.category);
        if (!category) throw invalid(`category must be one of ${categories.join(', ')}`, 'category');
        change.category = category;
    }
    return change;
}

function create(call: Call): Answer {
    const { world } = call;
    const change = typeChange(bodyObject(call));
    if (!change.name) throw missing('name');
    const now = world.seconds();
    const id = String(Math.max(...[...world.state.ticketTypes.keys()].map(Number), 66) + 1);
    const type: TicketType = {
        name: change.name,
        description: '',
        icon: '🎟️',
        category: 'Customer',
        is_internal: false,
        ...change,
        id,
        archived: false,
        created_at: now,
        updated_at: now,
        attributes: defaultAttributes.map((one, index) => ticketAttribute(`${id}${index}`, now, one)),
        states: statesFrom(8000 + Number(id) * 10),
    };
    world.state.ticketTypes.set(id, type);
    return { json: ticketTypeJson(type, true) };
}

function update(call: Call): Answer {
    const type = typeOf(call);
    const body = bodyObject(call);
    Object.assign(type, typeChange(body), { updated_at: call.world.seconds() });
    if (typeof body.archived === 'boolean') type.archived = body.archived;
    return { json: ticketTypeJson(type, true) };
}

const flags = [
    'required_to_create',
    'required_to_create_for_contacts',
    'visible_on_create',
    'visible_to_contacts',
    'archived',
] as const;

/** What both a create and an update of an attribute set; `list_items` is one text with commas. */
function attributeChange(
    call: Call,
    body: Body,
    data_type: TicketTypeAttribute['data_type'],
    before: TicketTypeAttribute['input_options'],
): Partial<TicketTypeAttribute> {
    const change: Partial<TicketTypeAttribute> = {};
    if (typeof body.name === 'string' && body.name !== '') change.name = body.name;
    if (typeof body.description === 'string') change.description = body.description;
    for (const flag of flags) if (typeof body[flag] === 'boolean') change[flag] = body[flag];
    if (data_type === 'string' && typeof body.multiline === 'boolean') {
        change.input_options = { multiline: body.multiline };
    }
    if (data_type === 'list' && typeof body.list_items === 'string') {
        const labels = body.list_items.split(',').map((label) => label.trim());
        const list_options = labels
            .filter((label) => label !== '')
            .map((label) => ({
                label,
                id: before?.list_options?.find((one) => one.label === label)?.id ?? uuidOf(call.world.nextSerial(), 62),
            }));
        change.input_options = { list_options, allow_multiple_values: body.allow_multiple_values === true };
    }
    return change;
}

function createAttribute(call: Call): Answer {
    const type = typeOf(call);
    const body = bodyObject(call);
    const data_type = ticketAttributeTypes.find((one) => one === body.data_type);
    if (!data_type) throw invalid(`data_type must be one of ${ticketAttributeTypes.join(', ')}`, 'data_type');
    const change = attributeChange(call, body, data_type, null);
    const { name } = change;
    if (name === undefined) throw missing('name');
    if (type.attributes.some((one) => one.name === name)) throw invalid(`The name '${name}' is taken`, 'name');
    const id = `${type.id}${type.attributes.length}`;
    const attribute = ticketAttribute(id, call.world.seconds(), { ...change, name, data_type });
    type.attributes.push(attribute);
    return { json: ticketAttributeJson(type, attribute) };
}

function updateAttribute(call: Call): Answer {
    const type = typeOf(call);
    const attribute = type.attributes.find((one) => one.id === call.params.attribute_id);
    if (!attribute) throw resourceNotFound();
    const change = attributeChange(call, bodyObject(call), attribute.data_type, attribute.input_options);
    Object.assign(attribute, change, { updated_at: call.world.seconds() });
    return { json: ticketAttributeJson(type, attribute) };
}

/** Ticket types, their attributes and their states. */
export const ticketTypeRoutes: Route[] = [
    {
        method: 'GET',
        path: '/ticket_types',
        since: '2.9',
        operation: ({ world: { state } }) => ({
            json: { type: 'list', data: [...state.ticketTypes.values()].map((type) => ticketTypeJson(type, true)) },
        }),
    },
    { method: 'POST', path: '/ticket_types', since: '2.9', operation: create },
    {
        method: 'GET',
        path: '/ticket_types/:ticket_type_id',
        since: '2.9',
        operation: (call) => ({ json: ticketTypeJson(typeOf(call), true) }),
    },
    { method: 'PUT', path: '/ticket_types/:ticket_type_id', since: '2.9', operation: update },
    { method: 'POST', path: '/ticket_types/:ticket_type_id/attributes', since: '2.9', operation: createAttribute },
    {
        method: 'PUT',
        path: '/ticket_types/:ticket_type_id/attributes/:attribute_id',
        since: '2.9',
        operation: updateAttribute,
    },
    {
        method: 'GET',
        path: '/ticket_states',
        since: '2.12',
        operation: (call) => ({ json: ticketStatesJson(call.world.state) }),
    },
];
