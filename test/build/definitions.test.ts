import assert from 'node:assert/strict';
import path from 'node:path';
import ts from 'typescript';
import { type AnyAction, defineAction, del, get, oneOf, post, refByChoice } from '../../src/action';
import { definitionFaults } from '../../src/build/definitions';
import { discoverNodes, root } from '../../src/build/discover';
import { type FieldOptions, notGiven, text } from '../../src/fields';
import { company, contact } from '../../src/objects';

const about = `type: 'intercom-get-tag', palette: 'tags', reference: ''`;
const tagId = 'tagId: ref(tag)';

/** Definitions that do not compile, and what the compiler says. */
const wrong: { name: string; code: string; says: RegExp }[] = [
    {
        name: 'a place in the path that is no field',
        code: `defineAction({ ${about}, request: get('/tags/{tagID}'), fields: { ${tagId} } })`,
        says: /"tagID"' is not assignable to type '"tagId"/,
    },
    {
        name: 'a place of a path that the inputs decide',
        code: `defineAction({ ${about}, request: () => get('/tags/{tagID}'), fields: { ${tagId} } })`,
        says: /"tagID"' is not assignable to type '"tagId"/,
    },
    {
        name: 'request beside run',
        code: `defineAction({ ${about}, request: get('/tags'), run: async () => ({}) as Result, fields: {} })`,
        says: /not assignable to type 'undefined'|does not exist/,
    },
    {
        name: 'run beside list',
        code: `defineAction({ ${about}, run: async () => ({}) as Result, list: { request: { method: 'GET', path: '/tags', paging: 'whole' } }, fields: {} })`,
        says: /not assignable to type 'undefined'|does not exist/,
    },
    ...['name', 'id', 'type', 'emit', 'connection', 'z', 'wires', 'forEach', 'users'].map((property) => ({
        name: `a field called ${property}`,
        code: `defineAction({ ${about}, request: post('/tags', 'never'), fields: { ${property}: text() } })`,
        says: new RegExp(`"${property} is a property of every node"`),
    })),
    {
        name: 'a range for a text',
        code: 'text({ min: 1 })',
        says: /'min' does not exist in type/,
    },
    {
        name: 'a form for a number',
        code: `number({ form: 'search' })`,
        says: /'form' does not exist in type/,
    },
    {
        name: 'a reference whose name does not end with Id',
        code: `defineAction({ ${about}, request: get('/tags/{theTag}'), fields: { theTag: ref(tag) } })`,
        says: /"theTag is a reference, so its name must end with Id"/,
    },
    {
        name: 'a key that an object has no finder for',
        code: `ref(company, { by: 'email' })`,
        says: /"email"' is not assignable to type/,
    },
    {
        name: 'a reference to what is no object',
        code: `ref({ name: 'article', keys: ['id'] })`,
        says: /Property 'finders' is missing/,
    },
    {
        name: 'one of several that is no field',
        code: `defineAction({ ${about}, request: post('/tags', 'never'), fields: { label: text() }, anyOf: ['lable'] })`,
        says: /"lable"' is not assignable to type '"label"'/,
    },
    {
        name: 'an input that is no field',
        code: `defineAction({ ${about}, request: post('/tags', 'never'), fields: { label: text() }, check: ({ lable }) => lable })`,
        says: /Property 'lable' does not exist/,
    },
    {
        name: 'a sentence that there is not',
        code: `defineKind({ name: 'odd', literals: [], icon: 'x', read: () => fault('fault.odd') })`,
        says: /"fault.odd"' is not assignable/,
    },
    {
        name: 'a post that does not say whether it may be repeated',
        code: `post('/tags')`,
        says: /Expected 2-3 arguments, but got 1/,
    },
];

const header = `
import { defineAction, get, post, ref, type Result } from '../../src/action';
import { number, text } from '../../src/fields';
import { defineKind, fault } from '../../src/fields/kind';
import { company, tag } from '../../src/objects';
export const used = [defineAction, get, post, ref, text, number, defineKind, fault, company, tag];
export type { Result };
`;

/** What the compiler says of each text, as a file among the nodes. */
function diagnosticsOf(texts: readonly string[]): string[] {
    const files = new Map(texts.map((text, at) => [path.join(root, `nodes/tags/snippet-${at}.ts`), text]));
    const read = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent({ ...read.config, include: [], files: [] }, ts.sys, root);
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists } = host;
    host.readFile = (file) => files.get(file) ?? readFile(file);
    host.fileExists = (file) => files.has(file) || fileExists(file);
    const program = ts.createProgram([...files.keys()], options, host);
    return [...files.keys()].map((file) =>
        [
            ...program.getSemanticDiagnostics(program.getSourceFile(file)),
            ...program.getSyntacticDiagnostics(program.getSourceFile(file)),
        ]
            .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
            .join('\n'),
    );
}

describe('a wrong definition does not compile', () => {
    let says: string[];
    before(() => {
        const right = `export default defineAction({ ${about}, request: get('/tags/{tagId}'), fields: { ${tagId} } });`;
        says = diagnosticsOf(
            [right, ...wrong.map(({ code }) => `export default ${code};`)].map((text) => header + text),
        );
    });

    it('a right one does', () => assert.equal(says[0], ''));

    wrong.forEach(({ name, says: expected }, at) => {
        it(name, () => assert.match(says[at + 1] ?? '', expected));
    });
});

const define = (more: object): AnyAction =>
    defineAction({
        type: 'intercom-get-tag',
        palette: 'tags',
        reference: '',
        request: post('/tags', 'never'),
        fields: {},
        ...more,
    } as never);
const plain = (options: FieldOptions<boolean> = {}) => text(options as FieldOptions<false>);

/** Definitions that compile, and what the build says. */
const refused: { name: string; action: AnyAction; says: string }[] = [
    {
        name: 'a single letter',
        action: define({ fields: { q: plain() } }),
        says: 'q: Node-RED keeps single letters for itself',
    },
    {
        name: "a name that is another field's type",
        action: define({ fields: { plan: plain(), planType: plain() } }),
        says: 'planType: the property planType is one of plan already',
    },
    {
        name: "a name that is a reference's key",
        action: define({
            fields: { tagId: refByChoice('on', { a: contact, b: company }), tagBy: plain() },
            switches: { on: oneOf(['a', 'b']) },
        }),
        says: 'tagBy: the property tagBy is one of tagId already',
    },
    {
        name: 'a name that keeps what a picked value was called',
        action: define({ fields: { tagId: plain({ pick: 'tags' }), tagIdName: plain() } }),
        says: 'tagIdName: the property tagIdName is one of tagId already',
    },
    {
        name: "a name that is a choice's",
        action: define({ fields: { on: plain() }, switches: { on: oneOf(['a']) } }),
        says: 'on: the property on is one of on already',
    },
    {
        name: 'a choice by the name of what every node has',
        action: define({ switches: { collect: oneOf(['a']) } }),
        says: 'collect: the property collect is one of every node already',
    },
    {
        name: 'a body field of a GET',
        action: define({ request: get('/tags'), fields: { label: plain({ at: 'body' }) } }),
        says: 'label: a GET has no body: leave `at` out',
    },
    {
        name: 'a choice that there is not',
        action: define({ fields: { label: plain({ when: { as: ['admin'] } }) } }),
        says: 'label: there is no choice as',
    },
    {
        name: 'a value that a choice does not have',
        action: define({
            fields: { label: plain({ when: [{ as: ['admin'] }, { as: ['boss'] }] }) },
            switches: { as: oneOf(['admin', 'contact']) },
        }),
        says: 'label: the choice as has no value boss: admin, contact',
    },
    {
        name: 'a value by which a required field may be left out',
        action: define({
            request: del('/tags'),
            fields: { label: plain({ required: true, optional: { as: ['boss'] } }) },
            switches: { as: oneOf(['admin']) },
        }),
        says: 'label: the choice as has no value boss: admin',
    },
    {
        name: 'a choice that hangs on one that there is not',
        action: define({ switches: { to: oneOf(['a'], { when: { as: ['admin'] } }) } }),
        says: 'to: there is no choice as',
    },
    {
        name: 'a record by a choice that there is not',
        action: define({ fields: { recordId: refByChoice('on', { contact }) } }),
        says: 'recordId: there is no choice on',
    },
    {
        name: 'a record by a value that a choice does not have',
        action: define({
            fields: { recordId: refByChoice('on', { contact, company }) },
            switches: { on: oneOf(['contact']) },
        }),
        says: 'recordId: the choice on has no value company: contact',
    },
    {
        name: 'a filter of what is no list',
        action: define({ fields: { label: plain({ filter: '=' }) } }),
        says: 'label: `filter` is for lists and searches',
    },
    {
        name: 'a place in the path of a list that is no field',
        action: define({
            request: undefined,
            list: { request: { method: 'GET', path: '/contacts/{contactID}/tags', paging: 'whole' } },
        }),
        says: 'the path names {contactID}, which is no field',
    },
];

describe('what the types cannot say of a definition, the build does', () => {
    for (const { name, action, says } of refused) {
        it(name, () => assert.deepEqual(definitionFaults(action), [says]));
    }

    it('the definitions of the package are right', () => {
        for (const { action } of discoverNodes())
            if (action) assert.deepEqual(definitionFaults(action), [], action.type);
    });

    it('a right one is not refused', () => {
        assert.deepEqual(definitionFaults(define({ fields: { label: plain({ stored: notGiven }) } })), []);
    });
});
