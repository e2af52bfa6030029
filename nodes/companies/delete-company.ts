import { defineAction, del } from '../../src/action';
import { theCompany } from './fields';

export default defineAction({
    type: 'intercom-delete-company',
    palette: 'companies',
    reference: 'companies/deletecompany',
    request: del('/companies/{companyId}'),
    fields: { companyId: theCompany },
    destroys: true,
});
