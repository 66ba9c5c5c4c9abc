/** Typed documents: a wrong field and a missing variable do not compile. */
import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

/** The codes of TypeScript's complaints about one file of this folder. */
function complaints(name: string): number[] {
  const read = ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  const file = path.join(import.meta.dirname, name);
  const program = ts.createProgram([file], options);
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`${name} was not read`);
  return program.getSemanticDiagnostics(source).map((diagnostic) => diagnostic.code);
}

test("an operation used according to its types compiles", () => {
  expect(complaints("right.ts")).toEqual([]);
});

test("a field that was not selected does not compile", () => {
  expect(complaints("wrong-field.ts")).toEqual([2339]);
});

test("a missing variable does not compile", () => {
  expect(complaints("missing-variable.ts")).toEqual([2345]);
});
