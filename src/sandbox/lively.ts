import { addContact } from './routes/contacts';
import { letCustomersWrite } from './routes/customers';
import { seedContact } from './seed/contacts';
import { mix } from './store/ids';
import type { World } from './world';

/** Somebody new signs up, as one of the seed's people. */
function signUp(world: World): void {
    const { contacts } = world.state;
    const { email, name, external_id, location } = seedContact(contacts.seed, contacts.end);
    const now = world.seconds();
    addContact(world, {
        ...(email === null ? { role: 'lead' } : { role: 'user', email, external_id }),
        name,
        location,
        signed_up_at: now,
        last_seen_at: now,
    });
}

/** A customer does something: mostly writes, now and then somebody new signs up. */
export function oneCustomer(world: World): void {
    if (mix(world.nextSerial(), 81) % 4 === 0) signUp(world);
    else letCustomersWrite(world);
}

/** Customers who do something now and then, so that triggers, lamps and dashboards move. */
export class Lively {
    /** About how often, in ms. */
    everyMs: number;
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly world: World) {
        this.everyMs = world.settings.livelyEveryMs;
        this.set(world.settings.lively);
    }

    get on(): boolean {
        return this.timer !== undefined;
    }

    /** Starts or ends it. */
    set(on: boolean): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        if (on) this.wait();
    }

    /** Between half and one and a half times `everyMs`. */
    private wait(): void {
        const wait = this.everyMs * (0.5 + (mix(this.world.nextSerial(), 83) % 1000) / 1000);
        this.timer = setTimeout(() => {
            oneCustomer(this.world);
            this.wait();
        }, wait);
        this.timer.unref();
    }
}
