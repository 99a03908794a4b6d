// Refuses names that a package offers to others without a docstring: all that an entry of its `exports` exports.
// Part of `npm run check`.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const entries = readdirSync(`${ROOT}packages`).flatMap((name) => {
  const { exports = {} } = JSON.parse(readFileSync(`${ROOT}packages/${name}/package.json`, 'utf8'));
  return Object.entries(exports)
    .filter(([, target]) => target['@visavis/source'])
    .map(([, target]) => `${ROOT}packages/${name}/${target['@visavis/source'].slice(2)}`);
});
const { config } = ts.readConfigFile(`${ROOT}tsconfig.tests.json`, ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
const program = ts.createProgram(entries, { ...options, jsx: ts.JsxEmit.ReactJSX });
const checker = program.getTypeChecker();

const missing = new Set();
for (const entry of entries) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry));
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const [declaration] = symbol.declarations ?? [];
    if (!declaration || !declaration.getSourceFile().fileName.includes('/src/')) continue;
    if (symbol.getDocumentationComment(checker).length === 0 && symbol.getJsDocTags(checker).length === 0)
      missing.add(`${declaration.getSourceFile().fileName.slice(ROOT.length)}: ${symbol.name}`);
  }
}
if (missing.size > 0) {
  console.error(`Exported from a package without a docstring:\n${[...missing].sort().join('\n')}`);
  process.exitCode = 1;
}
