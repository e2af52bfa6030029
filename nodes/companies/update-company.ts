import { companyKey, defineAction, fromMsg, invalidValue, toBody } from '../../src/action';
import { type CallOptions, type Client, findCompany, path } from '../../src/client';
import { companyFields } from './fields';

/** The record's own company_id, by which POST /companies finds it. */
async function ownId(client: Client, id: string, options: CallOptions): Promise<string | null> {
    const { body } = await client.call<{ company_id?: string | null }>(
        { method: 'GET', path: path`/companies/${id}`, repeat: 'always' },
        options,
    );
    return body.company_id ?? null;
}

export default defineAction({
    type: 'intercom-update-company',
    palette: 'companies',
    reference: 'companies/updatecompany',
    fields: { companyId: companyKey({ stored: fromMsg('payload.id') }), ...companyFields },
    run: async ({ companyId: { by, value }, ...inputs }, client, options) => {
        const body = toBody(companyFields, inputs);
        if (inputs.remoteCreatedAt === undefined) {
            const id = await findCompany(client, by, value, options);
            const answer = await client.call(
                { method: 'PUT', path: path`/companies/${id}`, body, repeat: 'always' },
                options,
            );
            return { payload: answer.body, answer };
        }
        // PUT does not take remote_created_at, but the upsert by company_id does
        const companyId =
            by === 'company_id' ? value : await ownId(client, await findCompany(client, by, value, options), options);
        if (companyId === null) {
            const remedy =
                'Intercom changes this date only of a company that has an ID of yours, and this one has none.';
            throw invalidValue('remoteCreatedAt', inputs.remoteCreatedAt, remedy);
        }
        const request = {
            method: 'POST',
            path: '/companies',
            body: { company_id: companyId, ...body },
            repeat: 'always',
        } as const;
        const answer = await client.call(request, options);
        return { payload: answer.body, answer };
    },
});
