import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Route } from '../http/call';
import { positive } from '../http/pages';
import { type Admin, admins, awayReasons, type Team, teams, WORKSPACE } from '../store/admins';
import type { SandboxState } from '../store/state';
import { log } from './activity-logs';
import { adminNotFound } from './thread-input';

const teamIds = (admin: Admin): number[] =>
    teams.filter((team) => team.members.includes(admin.id)).map((team) => Number(team.id));

/** A teammate as Intercom answers it. */
export const adminJson = ({ away }: SandboxState, admin: Admin): Record<string, unknown> => ({
    type: 'admin',
    id: admin.id,
    name: admin.name,
    email: admin.email,
    job_title: admin.job_title,
    away_mode_enabled: away.has(admin.id),
    away_mode_reassign: away.get(admin.id)?.reassign ?? false,
    away_status_reason_id: away.get(admin.id)?.reason ?? null,
    has_inbox_seat: true,
    team_ids: teamIds(admin),
    team_priority_level: { primary_team_ids: teamIds(admin), secondary_team_ids: [] },
});

/** Who the token belongs to and which workspace it opens. */
function me(call: Call): Answer {
    const { settings, state } = call.world;
    return {
        json: {
            ...adminJson(state, admins[0] as Admin),
            email_verified: true,
            avatar: { type: 'avatar', image_url: 'https://static.example.com/avatars/128.png' },
            app: {
                type: 'app',
                id_code: WORKSPACE,
                name: settings.name,
                region: settings.region,
                timezone: settings.timezone,
                created_at: state.contacts.seed.from,
                secure: false,
                identity_verification: false,
            },
        },
    };
}

function adminOf(call: Call, refuse: () => ApiError): Admin {
    const found = admins.find((one) => one.id === call.params.admin_id);
    if (!found) throw refuse();
    return found;
}

function setAway(call: Call): Answer {
    const { world } = call;
    const { away } = world.state;
    const admin = adminOf(call, adminNotFound);
    const body = bodyObject(call);
    const { away_mode_enabled: enabled, away_mode_reassign: reassign, away_status_reason_id: reason } = body;
    if (typeof enabled !== 'boolean') throw invalid('away_mode_enabled is required', 'away_mode_enabled');
    if (typeof reassign !== 'boolean') throw invalid('away_mode_reassign is required', 'away_mode_reassign');
    if ((reason ?? null) !== null && !awayReasons.some((one) => one.id === String(reason))) {
        throw invalid('Away status reason not found', 'away_status_reason_id');
    }
    if (enabled) away.set(admin.id, { reassign, reason: (reason ?? null) === null ? null : Number(reason) });
    else away.delete(admin.id);
    log(call, admin, 'admin_away_mode_change', enabled ? 'went away' : 'came back', {
        away_mode: enabled,
        reassign_conversations: reassign,
    });
    world.changed('admin.away_mode_updated', () => adminJson(world.state, admin));
    return { json: adminJson(world.state, admin) };
}

const teamJson = (team: Team): object => ({
    type: 'team',
    id: team.id,
    name: team.name,
    admin_ids: team.members.map(Number),
    admin_priority_level: { primary_admin_ids: team.members.map(Number), secondary_admin_ids: [] },
    assignment_limit: team.assignment_limit,
    distribution_method: team.distribution_method,
});

function teamOf(call: Call): Team {
    const found = teams.find((one) => one.id === call.params.team_id);
    if (!found) throw new ApiError(404, 'team_not_found', 'Team not found');
    return found;
}

/** A conversation is idle after half an hour, unless another time is asked for: a second to a day. */
const IDLE = 1800;
const LONGEST_IDLE = 86_400;

/** How many conversations each teammate of a team has open, idle and snoozed. */
function metrics(call: Call): Answer {
    const { world } = call;
    world.tick();
    const team = teamOf(call);
    const asked = positive(param(call.query, 'idle_threshold'), 'idle_threshold', IDLE);
    const idleSince = world.seconds() - Math.min(asked, LONGEST_IDLE);
    const all = world.state.conversations.values();
    const data = team.members.map((id) => {
        const own = all.filter((one) => one.admin_assignee_id === Number(id));
        const open = own.filter((one) => one.state === 'open');
        return {
            type: 'team_metric',
            admin_id: id,
            open: open.length,
            idle: open.filter((one) => one.updated_at <= idleSince).length,
            snoozed: own.filter((one) => one.state === 'snoozed').length,
        };
    });
    return { json: { type: 'team_metric.list', data } };
}

/** Teammates and teams. */
export const adminRoutes: Route[] = [
    { method: 'GET', path: '/me', operation: me },
    {
        method: 'GET',
        path: '/admins',
        operation: ({ world: { state } }) => ({
            json: { type: 'admin.list', admins: admins.map((one) => adminJson(state, one)) },
        }),
    },
    {
        method: 'GET',
        path: '/admins/:admin_id',
        operation: (call) => ({ json: adminJson(call.world.state, adminOf(call, resourceNotFound)) }),
    },
    { method: 'PUT', path: '/admins/:admin_id/away', operation: setAway },
    {
        method: 'GET',
        path: '/away_status_reasons',
        since: '2.14',
        operation: ({ world }) => {
            const { from } = world.state.contacts.seed;
            const data = awayReasons.map((reason) => ({
                type: 'away_status_reason',
                ...reason,
                deleted: false,
                created_at: from,
                updated_at: from,
            }));
            return { json: { type: 'list', data } };
        },
    },
    { method: 'GET', path: '/teams', operation: () => ({ json: { type: 'team.list', teams: teams.map(teamJson) } }) },
    { method: 'GET', path: '/teams/:team_id', operation: (call) => ({ json: teamJson(teamOf(call)) }) },
    { method: 'GET', path: '/teams/:team_id/metrics', since: '2.16', operation: metrics },
];
