import { defineAction, get } from '../../src/action';
import { theCompany } from './fields';

export default defineAction({
    type: 'intercom-get-company',
    palette: 'companies',
    reference: 'companies/retrieveacompanybyid',
    request: get('/companies/{companyId}'),
    fields: { companyId: theCompany },
});
