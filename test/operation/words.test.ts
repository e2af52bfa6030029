import assert from 'node:assert/strict';
import words from '../../locales/en-US/operations.json';
import { operations } from '../../nodes/operation/table';

const all = [...operations().values()];
const titles = words.operations as Record<string, string>;
const forms = words.operationForm as Record<string, Record<string, string>>;

describe('operation: its words', () => {
    it('has a title of its own for every operation, short, with words that help to find it', () => {
        assert.deepEqual(Object.keys(titles).sort(), all.map(({ key }) => key).sort());
        const shown = Object.values(titles).map((one) => one.split(' | '));
        for (const [title = '', synonyms] of shown) assert.ok(title.length <= 60 && synonyms, title);
        const grouped = all.map(({ key, group }) => `${group}: ${titles[key]?.split(' | ')[0]}`);
        assert.equal(new Set(grouped).size, all.length, 'no title twice in a group');
    });

    it('names every resource and every body', () => {
        assert.deepEqual(Object.keys(words.operationGroup).sort(), [...new Set(all.map(({ group }) => group))].sort());
        const several = all.filter((one) => one.forms.length > 1);
        assert.deepEqual(Object.keys(forms).sort(), several.map(({ key }) => key).sort());
        for (const one of several)
            assert.deepEqual(
                Object.keys(forms[one.key] ?? {}),
                one.forms.map(({ name }) => name),
            );
    });

    it('answers to the words of somebody who has not seen the API', () => {
        const find = (...asked: string[]) =>
            all.filter((one) => asked.every((word) => `${titles[one.key]} ${one.name}`.toLowerCase().includes(word)));
        const names = (...asked: string[]) => find(...asked).map(({ name }) => name);
        assert.deepEqual(names('teammate', 'away'), ['PUT /admins/{admin_id}/away']);
        assert.deepEqual(names('vacation', 'set'), ['PUT /admins/{admin_id}/away']);
        assert.deepEqual(names('convert', 'ticket'), ['POST /conversations/{conversation_id}/convert']);
        assert.ok(names('merge', 'contact').includes('POST /contacts/merge'));
        assert.deepEqual(names('create', 'external page'), ['POST /ai/external_pages']);
    });
});
