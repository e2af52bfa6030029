import type { NodeSource } from './discover';
import { type Language, textAt } from './words';

const START = '<!-- nodes: written by the build -->';
const END = '<!-- /nodes -->';

/** What a node does, for a cell of the table. */
const sentence = ({ labels }: Language, name: string): string =>
    (textAt(labels, `nodes.${name}.sentence`) ?? '').replace(/\|/g, '\\|');

/** The table of all nodes, in the order given: that of the palette. */
export function nodesTable(nodes: readonly NodeSource[], language: Language): string {
    const rows = nodes.map(({ name }) => {
        const label = textAt(language.labels, `nodes.${name}.label`);
        return `| ${label} | \`intercom-${name}\` | ${sentence(language, name)} |`;
    });
    return ['| node | type | what it does |', '|---|---|---|', ...rows].join('\n');
}

/** The README with its table of nodes brought up to date. */
export function withNodesTable(readme: string, table: string): string {
    const start = readme.indexOf(START);
    const end = readme.indexOf(END);
    if (start < 0 || end < start) throw new Error(`README.md lacks the lines ${START} and ${END}`);
    return `${readme.slice(0, start + START.length)}\n${table}\n${readme.slice(end)}`;
}
