import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A real MQTT broker of this process. */
export interface Broker {
    port: number;
    /** What clients have asked for, in order. */
    subscribed: string[];
    /** What clients have sent, in order. */
    published: { topic: string; payload: string; retain: boolean; qos: number }[];
    close(): Promise<void>;
}

/** Starts one on a free port. */
export async function startBroker(): Promise<Broker> {
    const { Aedes } = await import('aedes');
    const aedes = await Aedes.createBroker();
    const server = createServer((socket: Socket) => void aedes.handle(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const broker: Broker = {
        port: (server.address() as AddressInfo).port,
        subscribed: [],
        published: [],
        async close() {
            await new Promise<void>((resolve) => aedes.close(() => resolve()));
            server.close();
        },
    };
    aedes.on('subscribe', (subscriptions) => broker.subscribed.push(...subscriptions.map(({ topic }) => topic)));
    aedes.on('publish', ({ topic, payload, retain, qos }, client) => {
        if (client) broker.published.push({ topic, payload: payload.toString(), retain, qos });
    });
    return broker;
}
