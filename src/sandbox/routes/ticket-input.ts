import { ApiError, companyNotFound, invalid, userNotFound } from '../http/api-error';
import type { Call } from '../http/call';
import { type Contact, isActive } from '../store/contact';
import type { TicketType, TicketTypeAttribute } from '../store/ticket';
import { addContact } from './contacts';
import { assigneeOf } from './thread-input';

const fits: Record<TicketTypeAttribute['data_type'], (value: unknown, attribute: TicketTypeAttribute) => boolean> = {
    string: (value) => typeof value === 'string',
    list: (value, { input_options: options }) => {
        const one = (id: unknown): boolean => options?.list_options?.some((option) => option.id === id) === true;
        return options?.allow_multiple_values && Array.isArray(value) ? value.every(one) : one(value);
    },
    integer: (value) => Number.isInteger(value),
    decimal: (value) => typeof value === 'number',
    boolean: (value) => typeof value === 'boolean',
    datetime: (value) => Number.isInteger(value) || (typeof value === 'string' && !Number.isNaN(Date.parse(value))),
    files: (value) => Array.isArray(value),
};

/** Checks attributes, which go by name; a list takes the id of an option. */
export function readTicketAttributes(type: TicketType, given: unknown, creating: boolean): Record<string, unknown> {
    const values = (given ?? {}) as Record<string, unknown>;
    if (typeof values !== 'object' || Array.isArray(values)) {
        throw invalid('ticket_attributes must be an object', 'ticket_attributes');
    }
    for (const [name, value] of Object.entries(values)) {
        const attribute = type.attributes.find((one) => one.name === name && !one.archived);
        if (!attribute) throw invalid(`Ticket attribute '${name}' does not exist`, 'ticket_attributes');
        if (value !== null && !fits[attribute.data_type](value, attribute)) {
            throw invalid(`Ticket attribute '${name}' must be a ${attribute.data_type}`, 'ticket_attributes');
        }
    }
    const missing = type.attributes.filter((one) => one.required_to_create && (values[one.name] ?? null) === null);
    if (creating && missing.length > 0) {
        const names = missing.map((one) => one.name).join(', ');
        throw invalid(`Missing required ticket attributes: ${names}`, 'ticket_attributes');
    }
    return values;
}

/** The one contact of a ticket: by id, external_id or email. An unknown email makes a contact. */
export function ticketContact(call: Call, given: unknown): () => Contact {
    const { contacts } = call.world.state;
    if (!Array.isArray(given) || given.length !== 1) throw invalid('A ticket takes exactly one contact', 'contacts');
    const entry = given[0] as Record<string, unknown>;
    const keys = ['id', 'external_id', 'email'].filter((key) => entry?.[key] !== undefined);
    if (keys.length !== 1) throw invalid('A contact is given by one of id, external_id or email', 'contacts');
    const key = keys[0] as 'id' | 'external_id' | 'email';
    const value = String(entry[key]);
    const found =
        key === 'id'
            ? contacts.get(value)
            : contacts.withText(key, value).sort((a, b) => (a.role === b.role ? 0 : a.role === 'user' ? -1 : 1))[0];
    if (found && isActive(found)) return () => found;
    if (key !== 'email') throw userNotFound();
    return () => addContact(call.world, { email: value, role: 'user' });
}

/** The company of a ticket: since 2.13 its Intercom id. */
export function ticketCompany(call: Call, given: unknown): string | null {
    if (given === undefined || given === null) return null;
    const company = call.world.state.companies.get(String(given));
    if (!company) throw companyNotFound();
    return company.id;
}

/** The teammate and the team that a new ticket is given to; 0 is nobody. */
export function assignment(given: unknown): { admin_assignee_id: number; team_assignee_id: number } {
    const { admin_assignee_id: adminId, team_assignee_id: teamId } = (given ?? {}) as Record<string, unknown>;
    const admin = (adminId ?? null) === null ? 'nobody' : assigneeOf(adminId, assigneeNotFound);
    const team = (teamId ?? null) === null ? 'nobody' : assigneeOf(teamId, assigneeNotFound);
    if (admin !== 'nobody' && !('admin' in admin)) throw assigneeNotFound();
    if (team !== 'nobody' && !('team' in team)) throw assigneeNotFound();
    return {
        admin_assignee_id: admin === 'nobody' ? 0 : Number(admin.admin.id),
        team_assignee_id: team === 'nobody' ? 0 : Number(team.team.id),
    };
}

/** 404 for somebody or a team that a ticket cannot be given to. */
export const assigneeNotFound = (): ApiError => new ApiError(404, 'assignee_not_found', 'Assignee not found');
