/** Records by id, in the order they were made. Enough for what there are only hundreds of. */
export class Shelf<T extends { id: string }> {
    /** Changes with every write. */
    version = 0;
    private readonly all = new Map<string, T>();

    constructor(private next: number) {}

    /** A new id. */
    newId(): string {
        return String(this.next++);
    }

    get count(): number {
        return this.all.size;
    }

    get(id: string): T | undefined {
        return this.all.get(id);
    }

    put(record: T): T {
        this.all.set(record.id, record);
        this.version++;
        return record;
    }

    delete(id: string): boolean {
        this.version++;
        return this.all.delete(id);
    }

    values(): T[] {
        return [...this.all.values()];
    }
}
