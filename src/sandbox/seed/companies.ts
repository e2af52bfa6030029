import type { CompanyStore } from '../store/companies';
import { mix } from '../store/ids';
import { type ContactSeed, salted, seedUserCounts } from './contacts';
import { companyNames, industries, plans } from './words';

/** A name in the letters of a host. */
const hostOf = (name: string): string =>
    name
        .toLowerCase()
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .replace(/[^a-z]+/g, '-');

/** Fills the store with companies. */
export function seedCompanies(companies: CompanyStore, seed: ContactSeed, tags: readonly string[]): void {
    const users = seedUserCounts(seed);
    for (let ordinal = 0; ordinal < seed.companies; ordinal++) {
        const a = mix(ordinal, salted(seed, 5));
        const name = companyNames[ordinal % companyNames.length] as string;
        const branch = Math.floor(ordinal / companyNames.length);
        const created = seed.from + Math.floor(((seed.to - seed.from) * ordinal) / seed.companies);
        const seen = created + Math.floor(((seed.to - created) * (a % 1000)) / 1000);
        companies.create({
            company_id: `acme-${ordinal + 1}`,
            name: branch === 0 ? name : `${name} ${branch + 1}`,
            plan: ordinal % 4 === 3 ? null : (plans[a % plans.length] as string),
            size: 5 + (a % 900),
            website: `https://${hostOf(name)}${branch || ''}.example.com`,
            industry: industries[(a >>> 6) % industries.length] as string,
            monthly_spend: a % 5000,
            session_count: a % 400,
            user_count: users[ordinal] as number,
            remote_created_at: created,
            created_at: created,
            updated_at: seen,
            last_request_at: seen,
            custom_attributes: {
                creation_source: 'api',
                ...(ordinal % 3 === 0 ? { account_manager: 'Sam Rivera', seats: 5 + (a % 200) } : {}),
            },
            tags: tags.length > 0 && ordinal % 4 === 0 ? [tags[ordinal % tags.length] as string] : [],
        });
    }
}
