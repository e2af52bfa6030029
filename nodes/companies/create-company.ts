import { defineAction, post } from '../../src/action';
import { id } from '../../src/fields';
import { companyFields } from './fields';

export default defineAction({
    type: 'intercom-create-company',
    palette: 'companies',
    reference: 'companies/createorupdatecompany',
    request: post('/companies', 'always'),
    // an upsert by company_id; without one, each request makes a further company
    repeat: ({ companyId }) => (companyId ? 'always' : 'never'),
    fields: { companyId: id(), ...companyFields },
});
