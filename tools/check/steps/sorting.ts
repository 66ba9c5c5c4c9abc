/**
 * Sorting: a term of ORDER BY over a nullable column says where rows without a value go, since databases differ in that. Columns are known by their
 * types; the kit sorts by columns that services hand it.
 */
import path from "node:path";
import ts from "typescript";
import { root } from "../../../cli/host/shop.mjs";
import { codeFiles } from "../files.ts";
import type { Findings } from "../step.ts";
import { createTypes } from "./fields.ts";

const sortsRows = /^(subgraphs\/[^/]+|router|packages\/sandbox)\/src\/.*\/?store\/.*\.ts$/;

export function checkSorting(): Findings {
  const files = codeFiles().filter((file) => sortsRows.test(file));
  const program = createTypes(files);
  const found = files.map((file) => ({ file, ...findOpenTerms(program, path.join(root, file)) }));
  return {
    looked: found.reduce((total, { terms }) => total + terms, 0),
    unit: "terms of ORDER BY",
    faults: found.flatMap(({ file, open }) => open.map((term) => `${file}:${term}`)),
  };
}

/** Counts the calls of `asc` and `desc` in a file; `open`: those over a nullable column that say nothing about rows without a value. */
export function findOpenTerms(program: ts.Program, file: string): { terms: number; open: string[] } {
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`${file} was not compiled`);
  const checker = program.getTypeChecker();
  let terms = 0;
  const open: string[] = [];
  const visit = (node: ts.Node): void => {
    const column = ts.isCallExpression(node) && isCallOf(node, /^(asc|desc)$/) ? node.arguments[0] : undefined;
    if (column) {
      terms += 1;
      const isSaid = ts.isCallExpression(node.parent) && isCallOf(node.parent, /^nulls/);
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      if (!isSaid && mayBeNull(checker, column))
        open.push(`${line + 1} ${node.getText()} is of a nullable column: say nullsFirst(…)`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { terms, open };
}

function isCallOf({ expression }: ts.CallExpression, names: RegExp): boolean {
  return ts.isIdentifier(expression) && names.test(expression.text);
}

/** Whether the type of a column allows null; false for any other expression. */
function mayBeNull(checker: ts.TypeChecker, column: ts.Expression): boolean {
  const notNull = memberOf(
    checker,
    memberOf(checker, checker.getTypeAtLocation(column), "_", column),
    "notNull",
    column,
  );
  return notNull !== undefined && checker.typeToString(notNull) !== "true";
}

function memberOf(checker: ts.TypeChecker, type: ts.Type | undefined, name: string, at: ts.Node): ts.Type | undefined {
  const member = type && checker.getPropertyOfType(type, name);
  return member && checker.getTypeOfSymbolAtLocation(member, at);
}
