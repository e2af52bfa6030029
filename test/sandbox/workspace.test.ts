import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { call, outcome } from './testing';

describe('sandbox: data attributes', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    beforeEach(() => sandbox.reset());

    const names = async (query: string): Promise<string[]> =>
        (await call(sandbox, 'GET', `/data_attributes${query}`)).body.data.map((one: { name: string }) => one.name);

    it('are listed by model, those of conversations too', async () => {
        assert.ok((await names('?model=conversation')).includes('title'));
        assert.ok((await names('')).includes('company_id'));
        assert.equal(outcome(await call(sandbox, 'GET', '/data_attributes?model=shoe')), '400 parameter_invalid');
    });

    it('one is made, described anew, and archived', async () => {
        const made = await call(sandbox, 'POST', '/data_attributes', {
            ...{ name: 'size', model: 'contact', data_type: 'options' },
            options: [{ value: 'S' }, { value: 'L' }],
        });
        const path = `/data_attributes/${made.body.id}`;
        const options = [{ value: 'S' }, { value: 'M' }];
        const changed = await call(sandbox, 'PUT', path, { description: 'Of a shirt', options });
        assert.deepEqual([changed.body.description, changed.body.options], ['Of a shirt', ['S', 'M']]);
        await call(sandbox, 'PUT', path, { archived: true });
        assert.ok(!(await names('?model=contact')).includes('size'));
        assert.ok((await names('?model=contact&include_archived=true')).includes('size'));
    });

    it('an unknown one is 404, options that are no list 400', async () => {
        assert.equal(outcome(await call(sandbox, 'PUT', '/data_attributes/1', {})), '404 field_not_found');
        const wrong = await call(sandbox, 'PUT', '/data_attributes/31', { options: { value: 'S' } });
        assert.equal(outcome(wrong), '400 parameter_invalid');
    });
});
