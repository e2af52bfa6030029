import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import helper from 'node-red-node-test-helper';
import { fileName } from '../../src/action';
import { discoverNodes, type NodeSource } from '../../src/build/discover';
import { helpHtml, used } from '../../src/build/help';
import { readLanguages, SOURCE_LANGUAGE } from '../../src/build/words';
import { startSandbox } from '../../src/sandbox';
import { knownRecords } from '../actions/known';
import { actions } from '../support/stored';
import { samplesFile, takeSamples } from './samples';

describe('the messages that the help shows', () => {
    before(() => helper.startServer());
    after(() => helper.stopServer());

    it('are those of every action, as the sandbox answers (else: npm run samples)', async () => {
        const kept = JSON.parse(readFileSync(samplesFile, 'utf8'));
        assert.deepEqual(Object.keys(kept).sort(), [...actions.keys()].map(fileName).sort());
        assert.deepEqual(JSON.parse(JSON.stringify(await takeSamples())), kept);
    });

    it('and the properties that it names are those of the records', async () => {
        const sandbox = await startSandbox();
        try {
            const { userId, companyId, conversationId, ticketId, tagId } = await knownRecords(sandbox);
            const paths: Record<string, string> = {
                contact: `contacts/${userId}`,
                company: `companies/${companyId}`,
                conversation: `conversations/${conversationId}`,
                ticket: `tickets/${ticketId}`,
                tag: `tags/${tagId}`,
            };
            assert.deepEqual(Object.keys(used).sort(), Object.keys(paths).sort());
            for (const [type, path] of Object.entries(paths)) {
                const answer = await fetch(`${sandbox.url}/${path}`, {
                    headers: { Authorization: `Bearer ${sandbox.token}` },
                });
                const record = (await answer.json()) as Record<string, unknown>;
                assert.equal(record.type, type);
                const missing = Object.keys(used[type] ?? {})
                    .flatMap((names) => names.split(', '))
                    .filter((name) => !(name in record));
                assert.deepEqual(missing, [], type);
            }
        } finally {
            await sandbox.close();
        }
    });

    it('and the help of each node that sends such a record names them, in every language', () => {
        const nodes = new Map(discoverNodes().map((node) => [node.name, node]));
        const languages = readLanguages();
        const english = languages.find(({ lang }) => lang === SOURCE_LANGUAGE);
        assert.ok(english && languages.length === 10);
        const senders: [name: string, type: string][] = [
            ['get-contact', 'contact'],
            ['search-contacts', 'contact'],
            ['list-companies', 'company'],
            ['attach-company-to-contact', 'company'],
            ['reply', 'conversation'],
            ['search-conversations', 'conversation'],
            ['create-ticket', 'ticket'],
            ['search-tickets', 'ticket'],
            ['list-tags', 'tag'],
            ['untag', 'tag'],
        ];
        for (const [name, type] of senders) {
            for (const language of languages) {
                const html = helpHtml(language, nodes.get(name) as NodeSource, english) ?? '';
                for (const names of Object.keys(used[type] ?? {}))
                    assert.match(html, new RegExp(`<dt>${names}<dd>[^<]{2}`), `${name} in ${language.lang}`);
            }
        }
    });
});
