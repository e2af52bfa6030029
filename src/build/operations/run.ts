import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readTable } from '../../../nodes/operation/table';
import { root } from '../discover';
import { amendments } from './amendments';
import { differences } from './compare';
import { descriptionFile, loadDescription } from './description';
import { makeOperations } from './make';
import { makeShapes, shapesText } from './shapes';
import { writeTable } from './write';

/** The committed table. */
export const tableFile = path.join(root, 'nodes/operation/operations.json');

/** What answers hold, committed for the sandbox's samples. */
export const shapesFile = path.join(root, 'src/sandbox/samples/answers.json');

/** Lines by resource as they are committed: in the formatter's shape, which keeps short lists on one line. */
export function tableText(table: Record<string, string[]>): string {
    const groups = Object.entries(table).map(([group, lines], index, all) => {
        const quoted = lines.map((line) => JSON.stringify(line));
        const comma = index < all.length - 1 ? ',' : '';
        const short = `  ${JSON.stringify(group)}: [${quoted.join(', ')}]${comma}`;
        return short.length <= 120
            ? short
            : `  ${JSON.stringify(group)}: [\n    ${quoted.join(',\n    ')}\n  ]${comma}`;
    });
    return `{\n${groups.join('\n')}\n}\n`;
}

/**
 * `npm run operations [-- 2.17 2.16]`: makes the table of all operations from Intercom's description of a version, and
 * the shapes of their answers for the sandbox; tells what is new against the committed one and by the version before. The descriptions are looked for at
 * `../shared/openapi/`.
 */
function run(version = '2.16', earlier = '2.15'): void {
    const description = loadDescription(descriptionFile(version));
    const before = loadDescription(descriptionFile(earlier));
    if (!description || !before)
        throw new Error(
            `The descriptions of ${earlier} and ${version} are needed at ${path.dirname(descriptionFile(version))}.`,
        );
    const committed = readTable(JSON.parse(readFileSync(tableFile, 'utf8')));
    const operations = makeOperations(description, version, before, amendments, committed);
    for (const line of differences(committed, operations)) console.log(line);
    const table = writeTable(operations);
    writeFileSync(tableFile, tableText(table));
    writeFileSync(shapesFile, shapesText(makeShapes(description, operations)));
    const shipped = JSON.stringify(table);
    const gzip = gzipSync(shipped, { level: 6 }).length;
    console.log(`${operations.length} operations, ${shipped.length} bytes, ${gzip} with gzip`);
}

if (require.main === module) {
    try {
        run(...process.argv.slice(2));
    } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    }
}
