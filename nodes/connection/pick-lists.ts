import type { AskedList, AttributeFacts, AttributeKind, PickItem } from '../../src/action';
import { path } from '../../src/client';
import { type Ask, byCursor, type Facts, numbered, text, whole } from './pick-ways';

const named = ({ id, name }: Facts): PickItem => ({ value: text(id), label: text(name) || text(id) });

const company = ({ id, name, company_id }: Facts): PickItem => ({
    value: text(id),
    label: text(name) || text(company_id) || text(id),
    hint: text(company_id),
});

const contact = ({ id, name, email, external_id, role }: Facts): PickItem => {
    const names = [name, email, external_id, id].map(text).filter((one) => one !== '');
    return { value: text(id), label: names[0] ?? '', hint: text(names[0] === email ? role : email || role) };
};

const teammate = (facts: Facts): PickItem => ({ ...named(facts), hint: text(facts.email) });

/** What a conversation began with: its bodies are HTML. */
const conversation = ({ id, title, source, state }: Facts): PickItem => {
    const { subject, body } = (source ?? {}) as Facts;
    const shown = [title, subject, body].map((one) =>
        text(one)
            .replace(/<[^>]*>/g, ' ')
            .replace(/\s+/g, ' ')
            .trim(),
    );
    return { value: text(id), label: shown.find(Boolean)?.slice(0, 80) || text(id), hint: text(state) };
};

const ticket = ({ id, ticket_id, ticket_attributes, ticket_type }: Facts): PickItem => {
    const title = text(((ticket_attributes ?? {}) as Facts)._default_title_);
    const of = text(((ticket_type ?? {}) as Facts).id);
    return { value: text(id), label: title || text(ticket_id) || text(id), hint: `#${text(ticket_id)}`, of };
};

const ticketState = (facts: Facts): PickItem | undefined =>
    facts.archived === true
        ? undefined
        : { value: text(facts.id), label: text(facts.internal_label) || text(facts.id), hint: text(facts.category) };

const attributeKinds: Record<string, AttributeKind> = {
    string: 'text',
    integer: 'integer',
    float: 'number',
    decimal: 'number',
    boolean: 'boolean',
    date: 'date',
    datetime: 'date',
    list: 'option',
};

/** A custom attribute that the API may write. */
function dataAttribute({ name, label, description, data_type, options, custom, archived, api_writable }: Facts) {
    if (custom !== true || archived === true || api_writable === false) return undefined;
    const values = Array.isArray(options) ? options.map(text) : [];
    const attribute: AttributeFacts = {
        name: text(name),
        kind: values.length > 0 ? 'option' : (attributeKinds[text(data_type)] ?? 'other'),
        about: text(description),
        ...(values.length > 0 && { options: values.map((one) => ({ value: one, label: one })) }),
    };
    const shown = text(label);
    return { value: text(name), label: shown || text(name), hint: shown === text(name) ? '' : text(name), attribute };
}

/** An attribute of a ticket type. Its kind is what Intercom says, whatever its name sounds like. */
function ticketAttribute(facts: Facts): AttributeFacts {
    const options = facts.input_options as { multiline?: boolean; list_options?: Facts[] } | null;
    const kind = attributeKinds[text(facts.data_type)] ?? 'other';
    return {
        name: text(facts.name),
        id: text(facts.id),
        kind: kind === 'text' && options?.multiline ? 'lines' : kind,
        required: facts.required_to_create === true,
        about: text(facts.description),
        ...(kind === 'option' && {
            options: (options?.list_options ?? []).map(({ id, label }) => ({ value: text(id), label: text(label) })),
        }),
    };
}

function ticketType(facts: Facts): PickItem | undefined {
    if (facts.archived === true) return undefined;
    const list = (facts.ticket_type_attributes ?? {}) as { data?: Facts[] };
    const attributes = (list.data ?? []).filter(({ archived }) => archived !== true);
    attributes.sort((a, b) => Number(a.order ?? 0) - Number(b.order ?? 0));
    return { ...named(facts), hint: text(facts.category), attributes: attributes.map(ticketAttribute) };
}

/** The states of a ticket type, which it carries itself; those of all types, each once, where none is named. */
function statesOf(body: unknown, of: string): Facts[] {
    const types = (body as { data?: Facts[] } | null)?.data ?? [];
    const states = types
        .filter(({ id }) => of === '' || text(id) === of)
        .flatMap(({ ticket_states }) => ((ticket_states ?? {}) as { data?: Facts[] }).data ?? []);
    return [...new Map(states.map((state) => [text(state.id), state])).values()];
}

const attributesOf = (model: string): Ask =>
    whole({ path: '/data_attributes', query: { model }, toItem: dataAttribute });

const HEX_ID = /^[0-9a-f]{24}$/i;
const DIGITS = /^\d+$/;

/** The lists of the workspace that panels offer. */
export const lists: Record<AskedList, Ask> = {
    contacts: byCursor({
        path: '/contacts',
        one: (id) => path`/contacts/${id}`,
        toItem: contact,
        keys: { name: '~', email: '~', external_id: '=' },
        ids: HEX_ID,
    }),
    companies: numbered({
        path: '/companies',
        one: (id) => path`/companies/${id}`,
        toItem: company,
        keys: ['name', 'company_id'],
    }),
    conversations: byCursor({
        path: '/conversations',
        one: (id) => path`/conversations/${id}`,
        toItem: conversation,
        keys: { 'source.subject': '~', 'source.body': '~' },
        ids: DIGITS,
    }),
    tickets: byCursor({
        path: '/tickets',
        one: (id) => path`/tickets/${id}`,
        toItem: ticket,
        keys: { title: '~' },
        ids: DIGITS,
        searchOnly: true,
    }),
    tags: whole({ path: '/tags', toItem: named }),
    segments: whole({ path: '/segments', toItem: (facts) => ({ ...named(facts), hint: text(facts.person_type) }) }),
    admins: whole({ path: '/admins', toItem: teammate }),
    teams: whole({ path: '/teams', toItem: named }),
    ticketTypes: whole({ path: '/ticket_types', toItem: ticketType }),
    ticketStates: whole({ path: '/ticket_types', toItem: ticketState, records: statesOf }),
    contactAttributes: attributesOf('contact'),
    companyAttributes: attributesOf('company'),
    conversationAttributes: attributesOf('conversation'),
};
