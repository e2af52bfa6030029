type Json = Record<string, unknown>;

/** `2026-01-10T04:39:55.000+00:00`; a time that no calendar has stays a number. */
function iso(seconds: number): string | number {
    const date = new Date(seconds * 1000);
    return Number.isNaN(date.getTime()) ? seconds : date.toISOString().replace('Z', '+00:00');
}

/** The same value with its times as ISO 8601 text; custom attributes are the customer's own and stay. */
function withIsoTimes(value: unknown, name = ''): unknown {
    if (typeof value === 'number') return name.endsWith('_at') ? iso(value) : value;
    if (Array.isArray(value)) return value.map((one) => withIsoTimes(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, key === 'custom_attributes' ? one : withIsoTimes(one, key)]),
    );
}

/** A company's plan is null rather than empty, and its tags are there by their ids once more. */
function companyItem(company: Json): Json {
    const { tags } = (company.tags ?? {}) as { tags?: { id: string }[] };
    if (!tags) return company;
    const plan = (company.plan as Json | undefined)?.id === undefined ? null : company.plan;
    return { ...company, plan, tag_ids: tags.map((tag) => tag.id) };
}

/**
 * A record as a webhook carries it, from how the API answers it: contacts and companies have their times as text, of
 * conversations and tickets the assignees are text ("0" is nobody) and the times stay Unix seconds.
 */
export function webhookItem(topic: string, answered: object): object {
    const item = answered as Json;
    if (topic.startsWith('company.contact.')) {
        return withIsoTimes({ ...item, company: companyItem(item.company as Json) }) as Json;
    }
    if (topic.startsWith('company.')) return withIsoTimes(companyItem(item)) as Json;
    if (topic.startsWith('contact.')) return withIsoTimes(item) as Json;
    if (!('admin_assignee_id' in item)) return item;
    const { admin_assignee_id, team_assignee_id } = item;
    return { ...item, admin_assignee_id: String(admin_assignee_id), team_assignee_id: String(team_assignee_id) };
}
