/** A job that exports what was sent to people. */
export interface DataExport {
    id: string;
    /** In milliseconds. */
    started: number;
    canceled: boolean;
}

/** Where a job is that takes `jobMs`. */
export function statusOf(job: DataExport, now: number, jobMs: number): 'pending' | 'completed' | 'canceled' {
    if (job.canceled) return 'canceled';
    return now < job.started + jobMs ? 'pending' : 'completed';
}
