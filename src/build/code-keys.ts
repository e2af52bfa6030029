import path from 'node:path';
import ts from 'typescript';
import { root } from './discover';

/** A key that code or html says, in the form it has there, and where. */
export interface Use {
    key: string;
    where: string;
}

/** What stands in a file: the keys it says, and the files of ours that it runs. */
interface CodeFile {
    keys: Set<string>;
    imports: string[];
}

/** Answers the keys that the files which run from some entries say; paths are relative to the checkout. */
export type KeysFrom = (entries: readonly string[]) => Use[];

const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');

/**
 * Reads the code of the package once, with the compiler's help. A literal counts as a key where its place takes keys
 * and nothing else; a text that is put together counts for each key it can become by its type. So a key that stands in
 * a comment, or looks like one by chance, is not taken for used.
 * @param roots where code begins; what they run is read too
 * @param known the keys that there are, as code says them
 * @param replaced texts that take the place of files, by their paths: for tests
 */
export function readCode(
    roots: readonly string[],
    known: ReadonlySet<string>,
    replaced: ReadonlyMap<string, string> = new Map(),
): KeysFrom {
    const program = createProgram(roots, replaced);
    const checker = program.getTypeChecker();
    const files = new Map<string, CodeFile>();
    const fileAt = (name: string): CodeFile | undefined => {
        const source = program.getSourceFile(path.join(root, name));
        if (source && !files.has(name)) files.set(name, readFile(source, checker, known));
        return files.get(name);
    };
    return (entries) => {
        const seen = new Set<string>(entries);
        const uses: Use[] = [];
        for (const where of seen) {
            const file = fileAt(where);
            if (!file) throw new Error(`${where} is no file of the package`);
            uses.push(...[...file.keys].map((key) => ({ key, where })));
            for (const imported of file.imports) seen.add(imported);
        }
        return uses;
    };
}

/**
 * Only our own types say where a key belongs. So the types of packages and of the browser are left out: reading them
 * takes longer than all the rest.
 */
function createProgram(roots: readonly string[], replaced: ReadonlyMap<string, string>): ts.Program {
    const config = ts.getParsedCommandLineOfConfigFile(
        path.join(root, 'tsconfig.json'),
        {},
        { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
    );
    if (!config) throw new Error('tsconfig.json cannot be read');
    const options = { ...config.options, types: [], lib: ['lib.es2023.d.ts'] };
    const host = ts.createCompilerHost(options);
    const { readFile, getDefaultLibLocation } = host;
    const lib = getDefaultLibLocation?.() ?? '';
    const isOurs = (file: string): boolean => file.startsWith(lib) || !file.includes('/node_modules/');
    host.readFile = (file) => replaced.get(relative(file)) ?? (isOurs(file) ? readFile(file) : 'export {}');
    const declarations = config.fileNames.filter((file) => /^src\/.*\.d\.ts$/.test(relative(file)));
    return ts.createProgram([...declarations, ...roots.map((file) => path.join(root, file))], options, host);
}

/** What may be a key: cheap to tell, so that the compiler is asked about few texts. */
const mayBeKey = (text: string): boolean => /^[a-z]\w*\.[\w.]*$/i.test(text);

function readFile(source: ts.SourceFile, checker: ts.TypeChecker, known: ReadonlySet<string>): CodeFile {
    const keys = new Set<string>();
    const imports: string[] = [];
    const literals = (type: ts.Type): string[] =>
        (type.isUnion() ? type.types : [type]).flatMap((one) => (one.isStringLiteral() ? one.value : []));
    const takesKeys = (node: ts.Expression): boolean => {
        const type = checker.getContextualType(node);
        return type !== undefined && literals(type).some((one) => known.has(one));
    };
    const addImport = (specifier: ts.Expression): void => {
        const [target] = checker.getSymbolAtLocation(specifier)?.declarations ?? [];
        if (target && ts.isSourceFile(target) && !target.isDeclarationFile && ts.isStringLiteral(specifier)) {
            if (specifier.text.startsWith('.') && /\.ts$/.test(target.fileName))
                imports.push(relative(target.fileName));
        }
    };
    const visit = (node: ts.Node): void => {
        if (ts.isStringLiteralLike(node)) {
            if (mayBeKey(node.text) && takesKeys(node)) keys.add(node.text);
        } else if (ts.isTemplateExpression(node)) {
            if (mayBeKey(node.head.text) && takesKeys(node)) {
                for (const key of literals(checker.getTypeAtLocation(node))) keys.add(key);
            }
        } else if (ts.isImportDeclaration(node)) {
            if (!isOnlyTypes(node.importClause)) addImport(node.moduleSpecifier);
        } else if (ts.isExportDeclaration(node)) {
            if (node.moduleSpecifier && !node.isTypeOnly) addImport(node.moduleSpecifier);
        } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
            if (node.arguments[0]) addImport(node.arguments[0]);
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return { keys, imports };
}

/** Whether an import leaves nothing in the code that runs. */
function isOnlyTypes(clause: ts.ImportClause | undefined): boolean {
    if (!clause) return false;
    if (clause.isTypeOnly) return true;
    const { name, namedBindings } = clause;
    return (
        !name &&
        !!namedBindings &&
        ts.isNamedImports(namedBindings) &&
        namedBindings.elements.every((one) => one.isTypeOnly)
    );
}

/** The keys that the html of a node says: in attributes, in calls of its script, and the group of the palette. */
export function keysInHtml(html: string, where: string): Use[] {
    const attributes = [...html.matchAll(/data-i18n=\\?["']([^"'\\]+)/g)].flatMap(([, value = '']) =>
        value.split(';').map((one) => one.replace(/^\[[^\]]*\]/, '')),
    );
    const calls = [...html.matchAll(/\._\(\s*["'](?:[\w./-]+:)?([\w.]+)["']/g)].map(([, key = '']) => key);
    const groups = [...html.matchAll(/category:\s*["'](intercom_\w+)["']/g)].map(
        ([, group]) => `palette.label.${group}`,
    );
    return [...new Set([...attributes, ...calls, ...groups])].map((key) => ({ key, where }));
}
