import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Migration, migrated } from '../../src/runtime/migrations';

describe('migrations of stored properties', () => {
    const rename: Migration = ({ mail, ...others }) => (mail === undefined ? others : { ...others, email: mail });
    const wrap: Migration = (config) =>
        typeof config.email === 'string' && config.emailType === undefined ? { ...config, emailType: 'str' } : config;
    const steps = [rename, wrap];

    it('run one after the other, from the oldest flow to what is read now', () => {
        assert.deepEqual(migrated('intercom-get-contact', { mail: 'ann@example.com' }, steps), {
            email: 'ann@example.com',
            emailType: 'str',
        });
    });

    it('leave a flow that has been through them as it is', () => {
        const once = migrated('intercom-get-contact', { mail: 'ann@example.com' }, steps);
        assert.deepEqual(migrated('intercom-get-contact', once, steps), once);
    });

    it('let properties pass that they do not know', () => {
        assert.deepEqual(migrated('intercom-get-contact', { fromTheFuture: true }, steps), { fromTheFuture: true });
    });

    it('are none for a type whose properties never changed', () => {
        const config = { contactId: 'payload.id' };
        assert.equal(migrated('intercom-get-contact', config), config);
    });
});
