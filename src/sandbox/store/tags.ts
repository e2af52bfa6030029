/** A tag as it is kept. */
export interface Tag {
    readonly id: string;
    name: string;
    created_at: number;
}

/** All tags. Names are compared without case. */
export class TagStore {
    private readonly all = new Map<string, Tag>();
    private next = 101;

    get(id: string): Tag | undefined {
        return this.all.get(id);
    }

    withName(name: string): Tag | undefined {
        const wanted = name.trim().toLowerCase();
        return [...this.all.values()].find((tag) => tag.name.toLowerCase() === wanted);
    }

    values(): Tag[] {
        return [...this.all.values()];
    }

    /** As lists show them. */
    byName(): Tag[] {
        return this.values().sort((a, b) => a.name.localeCompare(b.name, 'en'));
    }

    get count(): number {
        return this.all.size;
    }

    create(name: string, now: number): Tag {
        const tag = { id: String(this.next++), name: name.trim(), created_at: now };
        this.all.set(tag.id, tag);
        return tag;
    }

    delete(id: string): void {
        this.all.delete(id);
    }
}
