/** A teammate of the workspace. */
export interface Admin {
    id: string;
    name: string;
    email: string;
    job_title: string;
}

/** Teammates who share an inbox. Conversations and tickets are assigned to a team beside a teammate. */
export interface Team {
    id: string;
    name: string;
    /** Ids of teammates. */
    members: readonly string[];
    distribution_method: 'round_robin' | 'balanced_assignment' | 'manual_assignment';
    assignment_limit: number | null;
}

/** The teammates; the first is the one the tokens belong to. */
export const admins: readonly Admin[] = [
    { id: '991267459', name: 'Robin Keller', email: 'robin@example.com', job_title: 'Support lead' },
    { id: '991267460', name: 'Mei Tanaka', email: 'mei@example.com', job_title: 'Support engineer' },
    { id: '991267461', name: 'Luca Moreau', email: 'luca@example.com', job_title: 'Sales' },
];

/** The teammate who is away when a workspace begins. */
export const AWAY_AT_FIRST = '991267461';

/** The teams. */
export const teams: readonly Team[] = [
    {
        id: '5017690',
        name: 'Support',
        members: ['991267459', '991267460'],
        distribution_method: 'round_robin',
        assignment_limit: 20,
    },
    {
        id: '5017691',
        name: 'Sales',
        members: ['991267461'],
        distribution_method: 'manual_assignment',
        assignment_limit: null,
    },
    {
        id: '5017692',
        name: 'Engineering',
        members: ['991267460'],
        distribution_method: 'manual_assignment',
        assignment_limit: null,
    },
];

/** Why somebody is away. */
export const awayReasons = [
    { id: '12401', label: 'On a break', emoji: '☕', order: 1 },
    { id: '12402', label: 'In a meeting', emoji: '📅', order: 2 },
    { id: '12403', label: 'Done for the day', emoji: '🌙', order: 3 },
] as const;

/** The workspace's id. */
export const WORKSPACE = 'sandbox1';
