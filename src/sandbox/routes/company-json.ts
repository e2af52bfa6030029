import { WORKSPACE } from '../store/admins';
import type { Company } from '../store/companies';
import { mix } from '../store/ids';
import { notesOn } from '../store/note';
import { segments } from '../store/segments';
import type { SandboxState } from '../store/state';

/** A segment as Intercom answers it. */
export function segmentJson(state: SandboxState, segment: (typeof segments)[number]): Record<string, unknown> {
    const { from } = state.contacts.seed;
    return {
        type: 'segment',
        id: segment.id,
        name: segment.name,
        created_at: from,
        updated_at: from,
        person_type: segment.person_type,
    };
}

/** A company as Intercom answers it: `plan` is an object, or an empty one; unknown keys are left out. */
export function companyJson(state: SandboxState, company: Company): Record<string, unknown> {
    const known: Record<string, unknown> = {};
    for (const key of ['name', 'remote_created_at', 'last_request_at', 'size', 'website', 'industry'] as const) {
        if (company[key] !== null) known[key] = company[key];
    }
    const tags = company.tags.map((id) => state.tags.get(id)).filter((tag) => tag !== undefined);
    return {
        type: 'company',
        company_id: company.company_id,
        id: company.id,
        app_id: WORKSPACE,
        ...known,
        created_at: company.created_at,
        updated_at: company.updated_at,
        monthly_spend: company.monthly_spend,
        session_count: company.session_count,
        user_count: company.user_count,
        tags: { type: 'tag.list', tags: tags.map((tag) => ({ type: 'tag', id: tag.id, name: tag.name })) },
        segments: {
            type: 'segment.list',
            segments: segments.filter((one) => one.companies(company)).map((one) => segmentJson(state, one)),
        },
        plan: company.plan === null ? {} : { type: 'plan', id: planId(company.plan), name: company.plan },
        custom_attributes: company.custom_attributes,
        notes: { type: 'note.list', notes: [] },
    };
}

/** A company as attach and detach answer it: notes as other embedded lists are. */
export function attachedCompanyJson(state: SandboxState, company: Company): Record<string, unknown> {
    const data = notesOn(state, { type: 'company', id: company.id }).map(({ id }) => ({
        id,
        type: 'note',
        url: `/notes/${id}`,
    }));
    const url = `/companies/${company.id}/notes`;
    const notes = { data: data.slice(0, 10), url, total_count: data.length, has_more: data.length > 10 };
    return { ...companyJson(state, company), notes };
}

const planId = (name: string): string => {
    let sum = 0;
    for (const letter of name) sum = mix(sum + (letter.codePointAt(0) ?? 0));
    return String(sum % 1_000_000);
};
