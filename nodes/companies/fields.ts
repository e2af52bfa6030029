import { companyRef, date, fromMsg, integer, number, object, text } from '../../src/action';

/** What a company is made of: the inputs that create and update share. */
export const companyFields = {
    remoteCreatedAt: date({ advanced: true }),
    companyName: text({ api: 'name' }),
    // Intercom keeps a 32-bit integer
    monthlySpend: number({ max: 2_147_483_647 }),
    // taken as the plan's name, answered as an object
    plan: text({ unwrap: 'name' }),
    size: integer({ advanced: true }),
    website: text({ placeholder: 'https://example.com', advanced: true }),
    industry: text({ advanced: true }),
    customAttributes: object({ form: 'companyAttributes' }),
} as const;

/** The company that an action is about: `msg.payload.id`, as Intercom's own answers carry it. */
export const theCompany = companyRef({ stored: fromMsg('payload.id') });
