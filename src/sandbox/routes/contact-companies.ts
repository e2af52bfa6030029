import { ApiError, companyNotFound, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { numberedPage } from '../http/pages';
import type { Company } from '../store/companies';
import type { Contact } from '../store/contact';
import { segments } from '../store/segments';
import type { SandboxState } from '../store/state';
import { attachedCompanyJson, companyJson, segmentJson } from './company-json';
import { contactJson, liveCompanies } from './contact-json';
import { contactOf } from './contacts';

/** A contact can be with so many companies. */
const MOST = 1000;

/** What a webhook tells of an attachment: both, and no type. */
const pair = (state: SandboxState, contact: Contact, company: Company): object => ({
    company: companyJson(state, company),
    contact: contactJson(state, contact),
});

function list(call: Call): Answer {
    const { state, url } = call.world;
    const contact = contactOf(call);
    const ids = liveCompanies(state, contact);
    const path = `${url}/contacts/${contact.id}/companies`;
    const { items, pages } = numberedPage(ids, call.query, path, { perPage: 50, max: 150 });
    const companies = items.map((id) => state.companies.get(id)).filter((company) => company !== undefined);
    const data = companies.map((company) => companyJson(state, company));
    return { json: { type: 'list', data, pages, total_count: ids.length } };
}

/** The field is `id`, and takes Intercom's id of the company. Repeating it changes nothing. */
function attach(call: Call): Answer {
    const { state } = call.world;
    const contact = contactOf(call);
    const { id } = bodyObject(call);
    if (id === undefined || id === null) throw new ApiError(400, 'parameter_not_found', 'company not specified');
    const company = state.companies.get(String(id));
    if (!company) throw companyNotFound();
    const own = liveCompanies(state, contact);
    if (!own.includes(company.id)) {
        if (own.length >= MOST) {
            throw new ApiError(
                400,
                'contact_company_limit_exceeded',
                `A contact can be attached to ${MOST} companies at most`,
            );
        }
        state.contacts.update(contact, (kept) => {
            kept.companies = [...own, company.id];
            kept.updated_at = call.world.seconds();
        });
        company.user_count++;
        // A first contact makes the company visible; the list is sorted by this.
        company.last_request_at ??= call.world.seconds();
        state.companies.changed();
        call.world.changed('company.contact.attached', () => pair(state, contact, company));
    }
    return { json: attachedCompanyJson(state, company) };
}

function detach(call: Call): Answer {
    const { state } = call.world;
    const contact = contactOf(call);
    const company = state.companies.get(call.params.company_id ?? '');
    if (!company) throw companyNotFound();
    const own = liveCompanies(state, contact);
    if (!own.includes(company.id)) throw resourceNotFound();
    state.contacts.update(contact, (kept) => {
        kept.companies = own.filter((id) => id !== company.id);
        kept.updated_at = call.world.seconds();
    });
    company.user_count--;
    state.companies.changed();
    call.world.changed('company.contact.detached', () => pair(state, contact, company));
    return { json: attachedCompanyJson(state, company) };
}

function segmentsOf(call: Call): Answer {
    const contact = contactOf(call);
    const own = segments.filter((segment) => segment.contacts(contact));
    return { json: { type: 'list', data: own.map((segment) => segmentJson(call.world.state, segment)) } };
}

/** The companies and segments of a contact. */
export const contactCompanyRoutes: Route[] = [
    { method: 'GET', path: '/contacts/:contact_id/companies', operation: list },
    { method: 'POST', path: '/contacts/:contact_id/companies', operation: attach },
    { method: 'DELETE', path: '/contacts/:contact_id/companies/:company_id', operation: detach },
    { method: 'GET', path: '/contacts/:contact_id/segments', operation: segmentsOf },
];
