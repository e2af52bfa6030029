import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import labels from '../../locales/en-US/labels.json';
import { pickTypes } from '../../src/action';
import { root } from '../../src/build/discover';
import { type Labels, textAt } from '../../src/build/words';
import { searchFields } from '../../src/panel/forms/search-fields';

const folder = join(root, 'src', 'panel');
const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');

const has = (key: string): boolean => textAt(labels as Labels, key) !== undefined;

/** The build tells what no code uses; these are the keys that code puts together. */
describe('the words of the panels', () => {
    it('hold every key that their code names', () => {
        const named = [...code.matchAll(/(?:say|node\._)\(\s*'((?!node\.)[\w.]+)'/g)].map(([, key]) => key as string);
        assert.ok(named.length > 30);
        assert.deepEqual(
            named.filter((key) => !has(key)),
            [],
        );
    });

    it('hold a reason for every fault of a literal', () => {
        const faults = [...code.matchAll(/\{ key: '(\w+)'/g)].map(([, key]) => `common.${key}`);
        assert.ok(faults.length >= 6);
        assert.deepEqual(
            faults.filter((key) => !has(key)),
            [],
        );
    });

    it('hold every field of a search, and every group', () => {
        const { mobile, ...named } = searchFields;
        const fields = Object.values(named).flatMap((group) => Object.values(group).flat());
        // those of mobile apps go by Intercom's names
        assert.ok(mobile);
        assert.deepEqual(
            [
                ...fields.map((field) => `search.field_${field.replace('.', '_')}`),
                ...[...Object.keys(searchFields), 'custom'].map((group) => `search.fields_${group}`),
            ].filter((key) => !has(key)),
            [],
        );
    });

    it('hold a hint for every list, and each reason why there is none', () => {
        const reasons = /wordedCodes = \[([^\]]+)\]/.exec(code)?.[1]?.match(/\w+/g) ?? [];
        assert.ok(reasons.length > 5);
        assert.deepEqual(
            [
                ...Object.keys(pickTypes).map((list) => `pick.search_${list}`),
                ...reasons.map((reason) => `pick.error_${reason}`),
            ].filter((key) => !has(key)),
            [],
        );
    });
});
