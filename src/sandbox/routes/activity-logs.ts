import { invalid } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Query, type Route } from '../http/call';
import { numberedPage } from '../http/pages';
import { type Admin, admins } from '../store/admins';
import { missing, moment } from './thread-input';

/** The kinds of activity that the sandbox logs. */
const kinds = ['admin_away_mode_change'] as const;

/** Says what a teammate did. */
export function log(call: Call, admin: Admin, kind: (typeof kinds)[number], what: string, metadata: object): void {
    const { activities } = call.world.state;
    activities.put({
        id: activities.newId(),
        admin_id: admin.id,
        activity_type: kind,
        activity_description: `${admin.name} ${what}`,
        metadata: { ...metadata },
        created_at: call.world.seconds(),
    });
}

/** Those of a time and of some kinds, the newest first. */
function page(call: Call, asked: Record<string, unknown>, query: Query): Answer {
    const { state, url } = call.world;
    if ((asked.created_at_after ?? null) === null) throw missing('created_at_after');
    const after = moment(asked.created_at_after, 'created_at_after', 0);
    const before = moment(asked.created_at_before, 'created_at_before', Number.MAX_SAFE_INTEGER);
    const types = asked.event_types;
    if (types !== undefined && !Array.isArray(types)) throw invalid('event_types must be a list', 'event_types');
    const found = state.activities
        .values()
        .filter(({ created_at }) => created_at >= after && created_at <= before)
        .filter(({ activity_type }) => !types || types.includes(activity_type))
        .reverse();
    const path = `${url}/admins/activity_logs`;
    const { items, pages } = numberedPage(found, query, path, { perPage: 20, max: 250 });
    const activity_logs = items.map(({ admin_id: id, ...activity }) => {
        const admin = admins.find((one) => one.id === id);
        return { ...activity, performed_by: { type: 'admin', id, email: admin?.email, ip: '127.0.0.1' } };
    });
    return { json: { type: 'activity_log.list', pages, activity_logs } };
}

/** A query's moment: Unix seconds, or ISO 8601 text as the official SDK sends it. */
const seconds = (text: string | undefined): string | undefined =>
    text !== undefined && /^\d{4}-\d\d-\d\dT/.test(text) ? String(Math.floor(Date.parse(text) / 1000)) : text;

/** What teammates did to the workspace. */
export const activityLogRoutes: Route[] = [
    {
        method: 'GET',
        path: '/admins/activity_logs',
        operation: (call) => {
            const times = ['created_at_after', 'created_at_before'].map((name) => [
                name,
                seconds(param(call.query, name)),
            ]);
            return page(call, Object.fromEntries(times), call.query);
        },
    },
    {
        method: 'POST',
        path: '/admins/activity_logs/search',
        since: '2.16',
        read: true,
        operation: (call) => {
            const { page: number, per_page, ...asked } = bodyObject(call);
            const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
            return page(call, asked, { page: text(number), per_page: text(per_page) });
        },
    },
    {
        method: 'GET',
        path: '/admins/activity_log_event_types',
        since: '2.16',
        operation: () => ({ json: { type: 'list', event_types: kinds } }),
    },
];
