import type { Sandbox } from '../../src/sandbox';

/** Records of the sandbox's seed that tests can name. */
export interface Known {
    userId: string;
    userEmail: string;
    userExternalId: string;
    leadId: string;
    memberId: string;
    memberOf: string;
    taggedId: string;
    taggedWith: string;
    companyId: string;
    companyOwnId: string;
    companyName: string;
    tagId: string;
    tagName: string;
    segmentId: string;
    ticketTypeId: string;
    ticketId: string;
    adminId: number;
    /** The teammate to whom the token belongs. */
    ownAdminId: string;
    adminEmail: string;
    teamId: string;
    teamName: string;
    conversationId: string;
    /** Who began it. */
    conversationContactId: string;
    /** Of the ticket. */
    ticketStateId: string;
    ticketContactId: string;
    /** Goes on behind the first page of 20 contacts. */
    contactCursor: string;
}

interface Contact {
    id: string;
    role: string;
    email: string;
    external_id: string;
    companies: { data: { id: string }[] };
    tags: { data: { id: string }[] };
}

interface TicketType {
    id: string;
    ticket_states: { data: { id: string }[] };
}

interface Conversation {
    id: string;
    contacts: { contacts: { id: string }[] };
}

interface Ticket {
    id: string;
    ticket_type: { id: string };
    contacts: { contacts: { id: string }[] };
}

/** Reads them through the sandbox's API, as any client would. */
export async function knownRecords({ url, token }: Sandbox): Promise<Known> {
    const headers = {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        'Content-Type': 'application/json',
    };
    const get = async <T>(path: string, method = 'GET', body?: object): Promise<T> =>
        (await fetch(url + path, { method, headers, body: body && JSON.stringify(body) })).json() as Promise<T>;
    const first = <T>(list: T[], what: string): T => {
        if (list[0] === undefined) throw new Error(`the sandbox has no ${what}`);
        return list[0];
    };
    const { data: contacts } = await get<{ data: Contact[] }>('/contacts?per_page=150');
    const { pages } = await get<{ pages: { next: { starting_after: string } } }>('/contacts?per_page=20');
    const { data: companies } = await get<{ data: { id: string; company_id: string; name: string }[] }>(
        '/companies/list',
        'POST',
    );
    const { data: tags } = await get<{ data: { id: string; name: string }[] }>('/tags');
    const { data: segments } = await get<{ segments?: { id: string }[]; data: { id: string }[] }>('/segments').then(
        (list) => ({ data: list.data ?? list.segments ?? [] }),
    );
    const { data: types } = await get<{ data: TicketType[] }>('/ticket_types');
    const { tickets } = await get<{ tickets: Ticket[] }>('/tickets/search', 'POST', {
        query: { field: 'created_at', operator: '>', value: 0 },
    });
    const { admins } = await get<{ admins: { id: number; email: string }[] }>('/admins');
    const { teams } = await get<{ teams: { id: string; name: string }[] }>('/teams');
    const { id: ownAdminId } = await get<{ id: string }>('/me');
    const { conversations } = await get<{ conversations: Conversation[] }>('/conversations');
    const ticket = first(tickets, 'ticket');
    const typeOfTicket = first(
        types.filter(({ id }) => id === ticket.ticket_type.id),
        'type of a ticket',
    );
    const conversation = first(conversations, 'conversation');
    const admin = first(admins, 'admin');
    const team = first(teams, 'team');
    const user = first(
        contacts.filter(({ role, email }) => role === 'user' && email),
        'user',
    );
    const member = first(
        contacts.filter(({ companies: { data } }) => data.length > 0),
        'member of a company',
    );
    const tagged = first(
        contacts.filter(({ tags: { data } }) => data.length > 0),
        'tagged contact',
    );
    const company = first(companies, 'company');
    const tag = first(tags, 'tag');
    return {
        userId: user.id,
        userEmail: user.email,
        userExternalId: user.external_id,
        leadId: first(
            contacts.filter(({ role }) => role === 'lead'),
            'lead',
        ).id,
        memberId: member.id,
        memberOf: first(member.companies.data, 'company').id,
        taggedId: tagged.id,
        taggedWith: first(tagged.tags.data, 'tag').id,
        companyId: company.id,
        companyOwnId: company.company_id,
        companyName: company.name,
        tagId: tag.id,
        tagName: tag.name,
        segmentId: first(segments, 'segment').id,
        ticketTypeId: first(types, 'ticket type').id,
        ticketId: ticket.id,
        adminId: admin.id,
        ownAdminId,
        adminEmail: admin.email,
        teamId: team.id,
        teamName: team.name,
        conversationId: conversation.id,
        conversationContactId: first(conversation.contacts.contacts, 'contact of a conversation').id,
        ticketStateId: first(typeOfTicket.ticket_states.data, 'state').id,
        ticketContactId: first(ticket.contacts.contacts, 'contact of a ticket').id,
        contactCursor: pages.next.starting_after,
    };
}

/** The records that tests can name, for all tests of a suite. */
export function withKnown(held: { readonly sandbox: Sandbox }): Known {
    const known = {} as Known;
    before(async () => {
        Object.assign(known, await knownRecords(held.sandbox));
    });
    return known;
}
