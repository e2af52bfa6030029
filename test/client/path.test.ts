import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillPath, IntercomError, path } from '../../src/client';

const refuses = (make: () => unknown, field: string | null = null) =>
    assert.throws(make, (error) => {
        assert(error instanceof IntercomError);
        assert.equal(error.code, 'invalid_field');
        assert.equal(error.field, field);
        return true;
    });

describe('client: path', () => {
    it('encodes ids so that they stay in their segment', () => {
        for (const [id, expected] of [
            ['5ba682d23d7cf92bef87bfd4', '5ba682d23d7cf92bef87bfd4'],
            ['../me', '..%2Fme'],
            ['a/b', 'a%2Fb'],
            ['a?b=c', 'a%3Fb%3Dc'],
            ['a#b', 'a%23b'],
            ['%2e%2e', '%252e%252e'],
            ['a b', 'a%20b'],
            ['a\\b', 'a%5Cb'],
            ['Käse', 'K%C3%A4se'],
            [42, '42'],
        ] as const)
            assert.equal(path`/contacts/${id}/tags`, `/contacts/${expected}/tags`);
    });

    it('puts several ids in their places', () => {
        assert.equal(path`/contacts/${'a'}/tags/${7}`, '/contacts/a/tags/7');
    });

    it('refuses ids that no encoding keeps in place', () => {
        for (const id of ['', '  ', '.', '..', '\ud800', 'a\udc00b', Number.NaN]) refuses(() => path`/contacts/${id}`);
        refuses(() => path`/contacts/${undefined as unknown as string}`);
        refuses(() => path`/contacts/${null as unknown as string}`);
    });

    it('keeps any text in its segment', () => {
        fc.assert(
            fc.property(fc.string({ unit: 'binary' }), (id) => {
                let made: string;
                try {
                    made = path`/contacts/${id}/tags`;
                } catch (error) {
                    return error instanceof IntercomError;
                }
                const { pathname, search, hash } = new URL(`https://api.intercom.io${made}`);
                const segments = pathname.split('/');
                assert.deepEqual(
                    [segments.length, segments[1], segments[3], search, hash],
                    [4, 'contacts', 'tags', '', ''],
                );
                assert.equal(decodeURIComponent(segments[2] ?? ''), id);
                return true;
            }),
            { numRuns: 500 },
        );
    });

    it('fills a template by names', () => {
        assert.equal(
            fillPath('/contacts/{contactId}/tags/{tagId}', { contactId: 'a/b', tagId: '7' }),
            '/contacts/a%2Fb/tags/7',
        );
    });

    it('names the field of an id that a template cannot take', () => {
        refuses(() => fillPath('/contacts/{contactId}', { contactId: '..' }), 'contactId');
        refuses(() => fillPath('/contacts/{contactId}', {}), 'contactId');
        refuses(() => fillPath('/contacts/{toString}', {}), 'toString');
    });
});
