import { palettes } from '../action';
import type { NodeSource } from './discover';
import { type Language, textAt } from './words';

const START = '<!-- nodes: written by the build -->';
const END = '<!-- /nodes -->';

/** What a node does, for a cell of the table. */
const sentence = ({ labels }: Language, name: string): string =>
    (textAt(labels, `nodes.${name}.sentence`) ?? '').replace(/\|/g, '\\|');

/** The table of all nodes, in the order of the palette; triggers and the connection stand first. */
export function nodesTable(nodes: NodeSource[], language: Language): string {
    const rank = ({ action }: NodeSource): number => (action ? palettes.indexOf(action.palette) : -1);
    const rows = [...nodes]
        .sort((a, b) => rank(a) - rank(b))
        .map((node) => {
            const label = textAt(language.labels, `nodes.${node.name}.label`);
            return `| ${label} | \`intercom-${node.name}\` | ${sentence(language, node.name)} |`;
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
