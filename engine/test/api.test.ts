// What the package exports is documented, and speaks of nothing that it does not export.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };

const PACKAGE = fileURLToPath(new URL("../", import.meta.url));
const DIST = fileURLToPath(new URL("../dist/", import.meta.url));

/** The package's modules, as its `exports` have them, and how many names each has at least. */
const ENTRIES = [
  { module: "@cift/engine", path: "index.d.ts", least: 150 },
  { module: "@cift/engine/data", path: "data/index.d.ts", least: 60 },
  { module: "@cift/engine/tables", path: "tables/index.d.ts", least: 10 },
  { module: "@cift/engine/worker", path: "worker.d.ts", least: 0 },
].map((entry) => ({ ...entry, path: DIST + entry.path }));

const [{ path: MAIN } = { path: "" }] = ENTRIES;

const program = ts.createProgram(
  ENTRIES.map((entry) => entry.path),
  {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.esnext.disposable.d.ts"],
  },
);
const checker = program.getTypeChecker();

function resolved(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function exportsOf(path: string): ts.Symbol[] {
  const file = program.getSourceFile(path);
  const module = file && checker.getSymbolAtLocation(file);
  return module === undefined ? [] : checker.getExportsOfModule(module).map(resolved);
}

function isDocumented(symbol: ts.Symbol): boolean {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)) !== "";
}

/** Where a symbol is declared, from the package's folder of declarations. */
function placeOf(symbol: ts.Symbol): string {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
  return file.startsWith(DIST) ? file.slice(DIST.length) : "";
}

/** Members that people see. Those of errors are JavaScript's own. */
function membersOf(symbol: ts.Symbol): ts.Symbol[] {
  return [...(symbol.members?.values() ?? [])].filter((member) => {
    const declaration = member.declarations?.[0];
    if (declaration === undefined || ts.isConstructorDeclaration(declaration)) return false;
    if (/^__|#|^name$/.test(member.name)) return false;
    return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) === 0;
  });
}

/** The types that a symbol's declarations name. */
function referencesOf(symbol: ts.Symbol): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const name = ts.isTypeReferenceNode(node) ? node.typeName : node.expression;
      const named = checker.getSymbolAtLocation(name);
      if (named !== undefined) found.push(resolved(named));
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) visit(declaration);
  return found;
}

test("all modules of the package are looked at", () => {
  const paths = Object.values<{ types?: string } | string>(packageJson.exports).flatMap((entry) =>
    typeof entry === "string" ? [] : [resolve(PACKAGE, entry.types ?? "")],
  );
  expect(ENTRIES.map((entry) => resolve(entry.path))).toEqual(expect.arrayContaining(paths));
});

describe.each(ENTRIES)("$module", ({ path, least }) => {
  const exported = exportsOf(path);

  test("there is something to look at", () => {
    expect(exported.length).toBeGreaterThanOrEqual(least);
    expect(program.getSourceFile(path)).toBeDefined();
  });

  test("everything is documented", () => {
    const handWritten = exported.filter((symbol) => !placeOf(symbol).startsWith("generated/"));
    const without = handWritten.flatMap((symbol) => [
      ...(isDocumented(symbol) ? [] : [symbol.name]),
      ...membersOf(symbol)
        .filter((member) => !isDocumented(member))
        .map((member) => `${symbol.name}.${member.name}`),
    ]);
    expect(without).toEqual([]);
  });

  test("every type that is named can be imported, from there or from @cift/engine", () => {
    const all = new Set([...exported, ...exportsOf(MAIN)]);
    const hidden = exported.flatMap((symbol) =>
      referencesOf(symbol)
        .filter(
          (type) => placeOf(type) !== "" && !all.has(type) && !(type.flags & ts.SymbolFlags.TypeParameter),
        )
        .map((type) => `${type.name}, of ${symbol.name}`),
    );
    expect(hidden).toEqual([]);
  });
});
