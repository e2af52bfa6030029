import { defineAction, del } from '../../src/action';
import { theCompany } from './fields';

export default defineAction({
    type: 'intercom-delete-company',
    palette: 'companies',
    reference: 'companies/deletecompany',
    request: del('/companies/{companyId}'),
    fields: { companyId: theCompany },
    // the answer to the attempt that deleted it was lost
    payload: ({ companyId }, { body, repeated }) => (repeated ? { id: companyId, deleted: true } : body),
});
