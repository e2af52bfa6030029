import { WebSocket } from 'undici';

export interface CommsEvent {
    topic: string;
    data: unknown;
}

/** The editor's websocket: debug messages, node statuses, notifications. */
export function openComms(url: string, onFrame: (raw: string, events: CommsEvent[]) => void): Promise<() => void> {
    return new Promise((resolve, reject) => {
        const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/comms`);
        socket.addEventListener('open', () => {
            for (const topic of ['debug', 'status/#', 'notification/#']) {
                socket.send(JSON.stringify({ subscribe: topic }));
            }
            resolve(() => socket.close());
        });
        socket.addEventListener('message', (event) => {
            const raw = String(event.data);
            const parsed: unknown = JSON.parse(raw);
            onFrame(raw, (Array.isArray(parsed) ? parsed : [parsed]) as CommsEvent[]);
        });
        socket.addEventListener('error', () => reject(new Error(`no websocket at ${url}/comms`)));
    });
}
