import { serveOrders } from '../orders';
import axios from './axios';
import type { Peer, Target } from './peer';
import sdk from './sdk';
import undici from './undici';

const peers: Record<string, (target: Target) => Peer> = { axios, undici, sdk };

/** A process with one peer in it: `main.ts <peer> <target as JSON>`. */
const [name = '', target = '{}'] = process.argv.slice(2);
const make = peers[name];
if (!make) throw new Error(`no such peer: ${name}`);
const peer = make(JSON.parse(target) as Target);

/** Time and processor time from now on, both in milliseconds. */
function stopwatch() {
    const began = performance.now();
    const cpu = process.cpuUsage();
    return () => {
        const { user, system } = process.cpuUsage(cpu);
        return { ms: performance.now() - began, cpuMs: (user + system) / 1000 };
    };
}

interface RequestsOrder {
    inFlight: number;
    ms?: number;
    total?: number;
    id: string;
    /** Contacts to be created, in the place of one that is asked for. */
    rows?: object[];
}

async function requests({ inFlight, ms, id, rows, total = rows?.length ?? Number.POSITIVE_INFINITY }: RequestsOrder) {
    const taken = stopwatch();
    const began = performance.now();
    const until = ms === undefined ? Number.POSITIVE_INFINITY : began + ms;
    const result = { done: 0, failed: 0, error: null as string | null };
    let sent = 0;
    const one = async () => {
        do {
            if (sent >= total) return;
            const row = rows?.[sent];
            sent++;
            try {
                await (row ? peer.create?.(row) : peer.contact(id));
                result.done++;
            } catch (error) {
                result.failed++;
                result.error = (error as Error).message;
            }
        } while (performance.now() < until);
    };
    await Promise.all(Array.from({ length: inFlight }, one));
    return { ...result, ...taken() };
}

async function everything() {
    const taken = stopwatch();
    const records = await peer.everything();
    return { done: 1, failed: 0, error: null, records, ...taken() };
}

serveOrders({ requests: (order) => requests(order as RequestsOrder), everything });
