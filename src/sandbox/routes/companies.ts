import { ApiError, companyNotFound, invalid } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Route } from '../http/call';
import { cursorPages, decodeCursor, numberedPage, positive } from '../http/pages';
import { since } from '../http/version';
import type { Company } from '../store/companies';
import { isActive } from '../store/contact';
import { segments } from '../store/segments';
import { companyJson, segmentJson } from './company-json';
import { contactText, liveCompanies } from './contact-json';

/** POST /companies/list goes so far, then only the scroll does. */
const LIST_END = 10_000;

/** The company of the path, by its Intercom id. */
export function companyOf(call: Call): Company {
    const company = call.world.state.companies.get(call.params.company_id ?? '');
    if (!company) throw companyNotFound();
    return company;
}

const readable = ['name', 'plan', 'size', 'website', 'industry', 'monthly_spend', 'custom_attributes'] as const;
const creatableBefore = [...readable, 'company_id', 'remote_created_at'] as const;
const creatable = [...creatableBefore, 'update_last_request_at'] as const;

/** Checks the body. An unknown key is "bad 'test' parameter"; amounts lose their decimals. */
function readCompany(body: Record<string, unknown>, allowed: readonly string[]): Partial<Company> {
    for (const name of Object.keys(body)) {
        if (!allowed.includes(name)) throw new ApiError(400, 'bad_request', `bad '${name}' parameter`);
    }
    const change: Partial<Record<keyof Company, unknown>> = {};
    for (const name of ['name', 'plan', 'website', 'industry'] as const) {
        const value = body[name];
        if (value === undefined) continue;
        if (value !== null && typeof value !== 'string') throw invalid(`${name} must be a string`, name);
        change[name] = value;
    }
    for (const name of ['size', 'monthly_spend', 'remote_created_at'] as const) {
        const value = body[name];
        if (value === undefined) continue;
        if (value !== null && typeof value !== 'number') throw invalid(`${name} must be a number`, name);
        if (typeof value === 'number' && Math.abs(value) > 2_147_483_647) {
            throw invalid(`${name} must be at most 2147483647`, name);
        }
        change[name] = value === null ? (name === 'monthly_spend' ? 0 : null) : Math.trunc(value);
    }
    if (body.custom_attributes !== undefined && body.custom_attributes !== null) {
        const given = body.custom_attributes;
        if (typeof given !== 'object' || Array.isArray(given)) {
            throw invalid('custom_attributes must be an object', 'custom_attributes');
        }
        for (const [name, value] of Object.entries(given)) {
            if (typeof value === 'object' && value !== null) {
                throw invalid(`Custom attribute '${name}' must be a single value`, 'custom_attributes');
            }
        }
        change.custom_attributes = given;
    }
    return change as Partial<Company>;
}

function apply(call: Call, company: Company, change: Partial<Company>): Company {
    const custom_attributes = Object.fromEntries(
        Object.entries({ ...company.custom_attributes, ...change.custom_attributes }).filter(([, v]) => v !== null),
    );
    Object.assign(company, change, { custom_attributes, updated_at: call.world.seconds() });
    call.world.state.companies.changed();
    return company;
}

/** An upsert by `company_id`; without one every call makes another company. */
function upsert(call: Call): Answer {
    const body = bodyObject(call);
    const { companies } = call.world.state;
    const change = readCompany(body, since(call, '2.16') ? creatable : creatableBefore);
    const now = call.world.seconds();
    const given = body.company_id;
    if (given !== undefined && typeof given !== 'string' && typeof given !== 'number') {
        throw invalid('company_id must be a string', 'company_id');
    }
    const known = given === undefined ? undefined : companies.withOwnId(String(given));
    if (!known) call.world.countCreated('companies');
    const company = known
        ? apply(call, known, change)
        : companies.create({
              name: null,
              plan: null,
              size: null,
              website: null,
              industry: null,
              monthly_spend: 0,
              session_count: 0,
              remote_created_at: null,
              last_request_at: null,
              ...change,
              custom_attributes: { creation_source: 'api', ...change.custom_attributes },
              ...(given === undefined ? {} : { company_id: String(given) }),
              user_count: 0,
              created_at: now,
              updated_at: now,
              tags: [],
          });
    call.world.changed(known ? 'company.updated' : 'company.created', () => companyJson(call.world.state, company));
    if (body.update_last_request_at === true) {
        company.last_request_at = now;
        companies.changed();
    }
    return { json: companyJson(call.world.state, company) };
}

function update(call: Call): Answer {
    const company = companyOf(call);
    const json = companyJson(call.world.state, apply(call, company, readCompany(bodyObject(call), readable)));
    call.world.changed('company.updated', () => json);
    return { json };
}

/** Contacts are detached, not deleted. Note that the answer has `object`, not `type`. */
function remove(call: Call): Answer {
    const company = companyOf(call);
    call.world.state.companies.delete(company);
    call.world.state.contacts.forgetTexts();
    call.world.changed('company.deleted', () => ({ type: 'company', id: company.id, company_id: company.company_id }));
    return { json: { id: company.id, object: 'company', deleted: true } };
}

function page(call: Call, companies: readonly Company[], path: string): Answer {
    const { world } = call;
    const number = positive(param(call.query, 'page'), 'page', 1);
    const perPage = positive(param(call.query, 'per_page'), 'per_page', 15, 60);
    if (number > 1 && number * perPage > LIST_END) {
        throw new ApiError(400, 'bad_request', 'page limit reached, please use scroll API');
    }
    const { items, pages } = numberedPage(companies, call.query, `${world.url}${path}`, { perPage: 15, max: 60 });
    const data = items.map((company) => companyJson(world.state, company));
    return { json: { type: 'list', data, pages, total_count: companies.length } };
}

/** Ordered by last_request_at, the latest first unless asked otherwise. Needs a write permission, though it reads. */
function list(call: Call): Answer {
    const order = param(call.query, 'order') ?? 'desc';
    if (order !== 'asc' && order !== 'desc') throw invalid('order must be asc or desc', 'order');
    const listed = call.world.state.companies.listed();
    return page(call, order === 'asc' ? [...listed].reverse() : listed, '/companies/list');
}

/**
 * With `company_id` or `name` the company itself, not a list; 404 without a match. With a tag or a segment, or with no
 * filter at all, a list.
 */
function find(call: Call): Answer {
    const { state } = call.world;
    const companyId = param(call.query, 'company_id');
    const name = param(call.query, 'name');
    if (companyId !== undefined || name !== undefined) {
        const named = (): Company[] => [...state.companies.values()].filter((company) => company.name === name);
        const own = companyId === undefined ? undefined : state.companies.withOwnId(companyId);
        const found = companyId === undefined ? named() : own ? [own] : [];
        if (found.length === 0) throw companyNotFound();
        if (found.length === 1) return { json: companyJson(state, found[0] as Company) };
        return page(call, found, '/companies');
    }
    const tagId = param(call.query, 'tag_id');
    const segmentId = param(call.query, 'segment_id');
    if (tagId !== undefined && segmentId !== undefined) {
        throw invalid('tag_id and segment_id cannot be used together');
    }
    let listed = state.companies.listed();
    if (tagId !== undefined) listed = listed.filter((company) => company.tags.includes(tagId));
    if (segmentId !== undefined) {
        const segment = segments.find((one) => one.id === segmentId);
        listed = listed.filter((company) => segment?.companies(company));
    }
    return page(call, listed, '/companies');
}

function contactsOf(call: Call): Answer {
    const { state } = call.world;
    const company = companyOf(call);
    const perPage = positive(param(call.query, 'per_page'), 'per_page', 50, 150);
    const cursor = decodeCursor(param(call.query, 'starting_after'));
    const texts: string[] = [];
    let last: { created_at: number; id: string } | undefined;
    let more = false;
    for (const contact of state.contacts.walk('newest', cursor && state.contacts.get(cursor.id)?.ordinal)) {
        if (!isActive(contact) || !liveCompanies(state, contact).includes(company.id)) continue;
        more = texts.length === perPage;
        if (more) break;
        texts.push(contactText(call, contact));
        last = contact;
    }
    const number = cursor?.page ?? 1;
    const next = more && last ? { value: last.created_at, id: last.id, page: number + 1 } : undefined;
    const pages = JSON.stringify(cursorPages(number, perPage, company.user_count, next));
    return {
        jsonText: `{"type":"list","data":[${texts.join(',')}],"total_count":${company.user_count},"pages":${pages}}`,
    };
}

/** The companies themselves; the scroll is in a file of its own. */
export const companyRoutes: Route[] = [
    { method: 'POST', path: '/companies', operation: upsert },
    { method: 'GET', path: '/companies', operation: find },
    { method: 'POST', path: '/companies/list', operation: list },
    // Without this the path would be read as a company with the id "list"; either way a GET is 404.
    {
        method: 'GET',
        path: '/companies/:company_id',
        operation: (call) => ({ json: companyJson(call.world.state, companyOf(call)) }),
    },
    { method: 'PUT', path: '/companies/:company_id', operation: update },
    { method: 'DELETE', path: '/companies/:company_id', operation: remove },
    { method: 'GET', path: '/companies/:company_id/contacts', operation: contactsOf },
    {
        method: 'GET',
        path: '/companies/:company_id/segments',
        operation: (call) => {
            const company = companyOf(call);
            const own = segments.filter((segment) => segment.companies(company));
            return { json: { type: 'list', data: own.map((segment) => segmentJson(call.world.state, segment)) } };
        },
    },
];
