import assert from 'node:assert/strict';
import { byPlace, discoverNodes, iconOf } from '../../src/build/discover';

/** How the palette reads from top to bottom. */
describe('the order of the nodes', () => {
    const nodes = discoverNodes();
    const family = (palette: string): string[] =>
        nodes.filter(({ action, own }) => (action ?? own)?.palette === palette).map(({ name }) => name);

    it('is families: triggers first, conversations before contacts, what is for experts last', () => {
        const families = nodes.map(({ action, own }) => (action ?? own)?.palette);
        assert.deepEqual(
            [...new Set(families)],
            ['config', 'triggers', 'conversations', 'contacts', 'companies', 'tags', 'tickets', 'advanced'],
        );
        assert.deepEqual(family('triggers'), ['watch', 'webhook']);
        assert.deepEqual(family('advanced'), ['operation', 'raw-request']);
    });

    it('is by what people need first in each of them, and what belongs together stands together', () => {
        assert.deepEqual(family('contacts'), [
            'get-contact',
            'search-contacts',
            'list-contacts',
            'create-contact',
            'create-note',
            'send-event',
            'update-contact',
            'attach-company-to-contact',
            'detach-company-from-contact',
            'attach-tag-to-contact',
            'detach-tag-from-contact',
            'archive-contact',
            'unarchive-contact',
            'delete-contact',
        ]);
        assert.deepEqual(family('tags'), ['list-tags', 'create-tag', 'update-tag', 'tag', 'untag', 'delete-tag']);
    });

    it('does not hang on how the files are found', () => {
        assert.deepEqual([...nodes].reverse().sort(byPlace), nodes);
    });
});

describe('the icon of a node', () => {
    it('is that of verb and object, of the verb, or of the object', () => {
        assert.equal(iconOf('attach-tag-to-contact'), 'intercom-attach-tag.svg');
        assert.equal(iconOf('delete-company'), 'intercom-delete.svg');
        assert.equal(iconOf('get-company'), 'intercom-company.svg');
        assert.equal(iconOf('webhook'), 'intercom-webhook.svg');
        assert.throws(() => iconOf('merge-things'), /icons\/ has none for merge-things/);
    });
});
