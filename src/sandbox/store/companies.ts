/** A company as it is kept. */
export interface Company {
    readonly ordinal: number;
    readonly id: string;
    /** The workspace's own id of it; never changes. */
    readonly company_id: string;
    name: string | null;
    plan: string | null;
    size: number | null;
    website: string | null;
    industry: string | null;
    monthly_spend: number;
    session_count: number;
    user_count: number;
    remote_created_at: number | null;
    created_at: number;
    updated_at: number;
    last_request_at: number | null;
    custom_attributes: Record<string, unknown>;
    tags: string[];
}

/** Salt of company ids, see `objectId`. */
export const COMPANY_SALT = 23;

/** All companies. */
export class CompanyStore {
    private readonly all = new Map<string, Company>();
    private readonly byOwnId = new Map<string, Company>();
    private next = 0;
    private sorted: Company[] | undefined;

    /** `idOf`: the Intercom id of the company with an ordinal. */
    constructor(private readonly idOf: (ordinal: number) => string) {}

    /** How many there are, listed or not. */
    get count(): number {
        return this.all.size;
    }

    /** The company with this Intercom id. */
    get(id: string): Company | undefined {
        return this.all.get(id);
    }

    /** The company with this id of the workspace's own. */
    withOwnId(companyId: string): Company | undefined {
        return this.byOwnId.get(companyId);
    }

    /** All of them, oldest first. */
    values(): IterableIterator<Company> {
        return this.all.values();
    }

    /**
     * Those that lists show, last_request_at descending. A company without a contact is in no list until one is
     * attached, and drops out with its last one.
     */
    listed(): readonly Company[] {
        this.sorted ??= [...this.all.values()]
            .filter((company) => company.user_count > 0)
            .sort((a, b) => (b.last_request_at ?? 0) - (a.last_request_at ?? 0) || b.ordinal - a.ordinal);
        return this.sorted;
    }

    /** Adds a company; one without an id of the workspace's own gets one. */
    create(fields: Omit<Company, 'ordinal' | 'id' | 'company_id'> & { company_id?: string }): Company {
        const ordinal = this.next++;
        const id = this.idOf(ordinal);
        const company: Company = { ...fields, ordinal, id, company_id: fields.company_id ?? id };
        this.all.set(id, company);
        this.byOwnId.set(company.company_id, company);
        this.sorted = undefined;
        return company;
    }

    /** Says that a company was changed. */
    changed(): void {
        this.sorted = undefined;
    }

    /** Takes a company away. */
    delete(company: Company): void {
        this.all.delete(company.id);
        this.byOwnId.delete(company.company_id);
        this.sorted = undefined;
    }
}
