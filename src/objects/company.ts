import { type CallOptions, type Client, idOf, isGone, recordsOf } from '../client';
import { defineObject, isSameName, theOne } from './object';

/**
 * Lists the companies that a filter finds.
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/companies/retrievecompany
 */
async function companiesWith(key: 'name' | 'company_id', value: string, client: Client, options: CallOptions) {
    try {
        const { body } = await client.call(
            { method: 'GET', path: '/companies', query: { [key]: value }, repeat: 'always' },
            options,
        );
        return recordsOf(body) as Record<string, unknown>[];
    } catch (error) {
        // a filter that finds nothing is a 404 at Intercom
        if (isGone(error)) return [];
        throw error;
    }
}

const idsOf = (records: unknown[]): string[] => records.map(idOf).filter((id) => id !== null);

export const company = defineObject({
    name: 'company',
    pick: 'companies',
    finders: {
        company_id: async (client, value, options) => {
            const found = await companiesWith('company_id', value, client, options);
            // Intercom has been seen to answer with all companies, so only those that match count
            const same = found.filter(({ company_id }) => company_id === undefined || String(company_id) === value);
            return theOne(idsOf(same), { what: `company with the company_id "${value}"` });
        },
        name: async (client, given, options) => {
            const value = given.trim();
            const found = await companiesWith('name', value, client, options);
            const same = found.filter(({ name }) => isSameName(name, value));
            return theOne(idsOf(same), { what: `company with the name "${value}"` });
        },
    },
});
