/** A teammate of the workspace. */
export interface Admin {
    id: string;
    name: string;
    email: string;
    job_title: string;
}

/** The teammates; the first is the one the tokens belong to. */
export const admins: readonly Admin[] = [
    { id: '991267459', name: 'Robin Keller', email: 'robin@example.com', job_title: 'Support lead' },
    { id: '991267460', name: 'Mei Tanaka', email: 'mei@example.com', job_title: 'Support engineer' },
    { id: '991267461', name: 'Luca Moreau', email: 'luca@example.com', job_title: 'Sales' },
];

/** The workspace's id. */
export const WORKSPACE = 'sandbox1';
