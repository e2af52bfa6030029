import { company, ref } from '../../src/action';
import { date, fromMsg, integer, number, object, text } from '../../src/fields';

/** What a company is made of: the inputs that create and update share. */
export const companyFields = {
    companyName: text({ api: 'name' }),
    // taken as the plan's name, answered as an object
    plan: text({ unwrap: 'name' }),
    // Intercom keeps a 32-bit integer
    monthlySpend: number({ max: 2_147_483_647 }),
    customAttributes: object({ form: 'companyAttributes' }),
    website: text({ placeholder: 'https://example.com', advanced: true }),
    industry: text({ advanced: true }),
    size: integer({ advanced: true }),
    remoteCreatedAt: date({ advanced: true }),
} as const;

/** The company that an action is about: `msg.payload.id`, as Intercom's own answers carry it. */
export const theCompany = ref(company, { stored: fromMsg('payload.id') });
