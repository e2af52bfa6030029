import type { Contact } from '../store/contact';
import { mix, objectId, uuidOf } from '../store/ids';
import { browsers, colours, mailDomains, type People, peoples, plans, systems } from './words';

/** What the seed of contacts depends on. */
export interface ContactSeed {
    contacts: number;
    companies: number;
    /** Another number, other people; default 0. */
    seed: number;
    /** Intercom ids of tags to spread over the contacts. */
    tags: readonly string[];
    /** Unix seconds between which records were made. */
    from: number;
    to: number;
    companyId: (ordinal: number) => string;
}

/** Salt of contact ids, see `objectId`. */
export const CONTACT_SALT = 11;

const pick = <T>(words: readonly T[], n: number): T => words[n % words.length] as T;

/**
 * The seeded contact with this ordinal. Records are made when somebody asks for one, so that a seed of a million costs
 * nothing until it is walked; 0 is the oldest.
 */
export function seedContact(seed: ContactSeed, ordinal: number): Contact {
    const a = mix(ordinal, salted(seed, 1));
    const b = mix(ordinal, salted(seed, 2));
    const lead = isLead(ordinal);
    const people = pick(peoples, b);
    const given = pick(people.given, a);
    const family = pick(people.family, a >>> 8);
    const created = seedTime(seed, ordinal);
    const age = seed.to - created;
    const seen = lead && a % 3 === 0 ? null : created + Math.floor((age * (b % 1000)) / 1000);
    const nameless = lead && (b >>> 9) % 3 === 0;
    return {
        ordinal,
        id: objectId(ordinal, salted(seed, CONTACT_SALT)),
        status: 'active',
        merged_into: null,
        role: lead ? 'lead' : 'user',
        external_id: lead ? uuidOf(ordinal, 7) : `user-${1000 + ordinal}`,
        email: lead && a % 4 === 0 ? null : seedEmail(ordinal, given, family),
        email_verified: lead ? null : a % 5 !== 0,
        phone: (b >>> 2) % 3 === 0 ? `+1555${String(1000000 + (b % 9000000)).padStart(7, '0')}` : null,
        name: nameless ? null : fullName(people, given, family),
        avatar: null,
        owner_id: (b >>> 3) % 7 === 0 ? '991267459' : null,
        unsubscribed_from_emails: a % 11 === 0,
        marked_email_as_spam: false,
        has_hard_bounced: a % 97 === 0,
        created_at: created,
        updated_at: seen ?? created,
        signed_up_at: lead ? null : created,
        last_seen_at: seen,
        last_replied_at: b % 5 === 0 ? seen : null,
        last_contacted_at: (b >>> 6) % 4 === 0 ? seen : null,
        language_override: null,
        browser: seen ? pick(browsers, b >>> 4) : null,
        browser_language: seen ? people.language : null,
        os: seen ? pick(systems, b >>> 7) : null,
        location: {
            country: people.country,
            region: people.region,
            city: people.city,
            country_code: people.country_code,
            continent_code: people.continent_code,
        },
        custom_attributes: lead
            ? {}
            : {
                  plan: pick(plans, a >>> 4),
                  device_count: 1 + ((b >>> 5) % 12),
                  vip: a % 20 === 0,
                  favourite_colour: pick(colours, b >>> 5),
                  signed_contract_at: created + 86_400,
              },
        tags: seed.tags.length > 0 && a % 3 === 0 ? [{ id: pick(seed.tags, b >>> 10), applied_at: created }] : [],
        companies: seedCompanies(seed, ordinal),
        merged_from: [],
    };
}

/** The ordinal in a seeded mail address or external id: both end in a number, so they need no index. */
export function ordinalInText(text: string): number | undefined {
    const digits = /^user-(\d{4,10})$/.exec(text)?.[1];
    if (digits) return Number(digits) - 1000;
    const mail = /^[a-z]+\.[a-z]+\.(\d{1,10})@example\.(?:com|org|net)$/i.exec(text)?.[1];
    return mail ? Number(mail) : undefined;
}

/** Every fifth contact is a lead. */
const isLead = (ordinal: number): boolean => ordinal % 5 === 4;

/** A salt of `mix` for this seed; the salts of seed 0 are the plain ones. */
export const salted = ({ seed }: Pick<ContactSeed, 'seed'>, salt: number): number => salt + seed * 1009;

/** A name as its bearer writes it. */
function fullName({ familyFirst }: People, given: string, family: string): string {
    const [own, house] = [given, family].map((name) => name.split('|')[0]);
    return familyFirst ? `${house}${own}` : `${own} ${house}`;
}

/** A name in the letters of a mail address: in Latin script, without accents. */
const latin = new Map(
    peoples
        .flatMap(({ given, family }) => [...given, ...family])
        .map((name) => {
            const spelled = name.split('|').at(-1) as string;
            return [
                name,
                spelled
                    .normalize('NFD')
                    .replace(/[^a-z]/gi, '')
                    .toLowerCase(),
            ];
        }),
);

function seedEmail(ordinal: number, given: string, family: string): string {
    return `${latin.get(given)}.${latin.get(family)}.${ordinal}@${pick(mailDomains, ordinal)}`;
}

function seedTime(seed: ContactSeed, ordinal: number): number {
    return seed.from + Math.floor(((seed.to - seed.from) * ordinal) / Math.max(seed.contacts, 1));
}

/**
 * Which companies a seeded contact is with: every company has at least one contact, for Intercom does not list those
 * without. With more companies than contacts a contact has several.
 */
function seedCompanies(seed: ContactSeed, ordinal: number): string[] {
    if (seed.companies === 0) return [];
    if (ordinal >= seed.companies) {
        return mix(ordinal, salted(seed, 3)) % 10 < 8 ? [seed.companyId(ordinal % seed.companies)] : [];
    }
    const companies: string[] = [];
    for (let company = ordinal; company < seed.companies; company += seed.contacts) {
        companies.push(seed.companyId(company));
    }
    return companies;
}

/** How many contacts each seeded company has, by its ordinal. */
export function seedUserCounts(seed: ContactSeed): Uint32Array {
    const counts = new Uint32Array(seed.companies);
    if (seed.contacts === 0 || seed.companies === 0) return counts;
    counts.fill(1);
    for (let ordinal = seed.companies; ordinal < seed.contacts; ordinal++) {
        const company = ordinal % seed.companies;
        if (mix(ordinal, salted(seed, 3)) % 10 < 8) counts[company] = (counts[company] ?? 0) + 1;
    }
    return counts;
}
