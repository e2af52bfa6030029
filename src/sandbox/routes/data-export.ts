import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { type DataExport, statusOf } from '../store/data-export';
import { uuidOf } from '../store/ids';

function json(call: Call, job: DataExport): Answer {
    const { world } = call;
    const status = statusOf(job, world.now(), world.settings.jobMs);
    const done = status === 'completed';
    return {
        json: {
            job_identifier: job.id,
            status,
            download_url: done ? `${world.url}/download/content/data/${job.id}` : '',
            // Jobs expire after two days.
            download_expires_at: done ? String(Math.floor(job.started / 1000) + 172_800) : '',
        },
    };
}

function jobOf(call: Call): DataExport {
    const job = call.world.state.dataExports.get(call.params.job_identifier ?? '');
    if (!job) throw resourceNotFound();
    return job;
}

/** A job at a time. */
function create(call: Call): Answer {
    const { world } = call;
    const { dataExports } = world.state;
    const { created_at_after, created_at_before } = bodyObject(call);
    for (const [name, value] of Object.entries({ created_at_after, created_at_before })) {
        if (typeof value !== 'number') throw invalid(`${name} must be a Unix timestamp`, name);
    }
    const pending = (job: DataExport): boolean => statusOf(job, world.now(), world.settings.jobMs) === 'pending';
    if (dataExports.values().some(pending)) {
        const message = 'Exceeded rate limit of 1 pending message data export jobs';
        throw new ApiError(429, 'rate_limit_exceeded', message);
    }
    const id = uuidOf(world.nextSerial(), 67).replaceAll('-', '').slice(16);
    return json(call, dataExports.put({ id, started: world.now(), canceled: false }));
}

function cancel(call: Call): Answer {
    const job = jobOf(call);
    job.canceled = true;
    return json(call, job);
}

/** Nothing was ever sent from here: the table has its head alone. */
function download(call: Call): Answer {
    const job = jobOf(call);
    const { now, settings } = { now: call.world.now(), settings: call.world.settings };
    if (statusOf(job, now, settings.jobMs) !== 'completed') throw resourceNotFound();
    const head = 'user_id,user_external_id,company_id,email,name,content_id,content_type,received_at\n';
    return { headers: { 'content-type': 'application/octet-stream' }, bytes: head };
}

/** The export of what was sent to people, as a job. */
export const dataExportRoutes: Route[] = [
    { method: 'POST', path: '/export/content/data', operation: create },
    { method: 'GET', path: '/export/content/data/:job_identifier', operation: (call) => json(call, jobOf(call)) },
    { method: 'POST', path: '/export/cancel/:job_identifier', operation: cancel },
    { method: 'GET', path: '/download/content/data/:job_identifier', operation: download, anyType: true },
];
