import { company, defineAction, invalidInput, named, toBody } from '../../src/action';
import { type CallOptions, type Client, IntercomError, path } from '../../src/client';
import { fromMsg } from '../../src/fields';
import { findId } from '../../src/objects';
import { companyFields } from './fields';

/** The record's own company_id, by which POST /companies finds it. */
async function ownId(client: Client, id: string, options: CallOptions): Promise<string | null> {
    const { body } = await client.call<{ company_id?: string | null } | null>(
        { method: 'GET', path: path`/companies/${id}`, repeat: 'always' },
        options,
    );
    if (body === null)
        throw new IntercomError('The company was answered without a body.', { code: 'invalid_response' });
    return body.company_id || null;
}

export default defineAction({
    type: 'intercom-update-company',
    palette: 'companies',
    reference: 'companies/updatecompany',
    fields: { companyId: named(company, { stored: fromMsg('payload.id') }), ...companyFields },
    run: async ({ companyId, ...inputs }, client, options) => {
        const idOf = () => findId(company, companyId, 'companyId', client, options);
        // a date that came with the record as null is none to change
        const { remoteCreatedAt, ...rest } = inputs;
        const body = toBody(companyFields, remoteCreatedAt === null ? rest : inputs);
        if (remoteCreatedAt === undefined || remoteCreatedAt === null) {
            const answer = await client.call(
                { method: 'PUT', path: path`/companies/${await idOf()}`, body, repeat: 'always' },
                options,
            );
            return { payload: answer.body, answer };
        }
        // PUT does not take remote_created_at, but the upsert by company_id does; where nobody has that, it would make a
        // company: so it must be there
        const { by, value } = companyId;
        const id = await idOf();
        const theirId = by === 'company_id' ? value : await ownId(client, id, options);
        if (theirId === null) throw invalidInput('remoteCreatedAt', 'fault.noCompanyId', { value: remoteCreatedAt });
        const request = {
            method: 'POST',
            path: '/companies',
            body: { company_id: theirId, ...body },
            repeat: 'always',
        } as const;
        const answer = await client.call(request, options);
        return { payload: answer.body, answer };
    },
});
