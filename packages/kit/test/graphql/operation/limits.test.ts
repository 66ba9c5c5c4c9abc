/** Limits of the tokens of a document: names of every kind have a length, and brackets a depth. */
import { parse } from "graphql";
import { expect, test } from "vitest";
import { exceededToken } from "../../../src/graphql/operation/limits.ts";

const codeOf = (text: string, most = 100) => exceededToken(parse(text), most)?.extensions.code;

test.each<[string, (name: string) => string]>([
  ["an operation", (name) => `query ${name} { a }`],
  ["a variable", (name) => `query ($${name}: Int) { a(b: $${name}) }`],
  ["a variable that is not declared", (name) => `{ a(b: $${name}) }`],
  ["the type of a variable", (name) => `query ($a: [${name}!]) { a }`],
  ["an alias", (name) => `{ a { b { ${name}: c } } }`],
  ["a field", (name) => `{ a { ${name} } }`],
  ["a fragment", (name) => `fragment ${name} on A { a }`],
  ["the spread of a fragment", (name) => `{ ...${name} }`],
  ["the type of a fragment", (name) => `fragment F on ${name} { a }`],
  ["the type of an inline fragment", (name) => `{ ... on ${name} { a } }`],
  ["a directive", (name) => `{ a @${name} }`],
  ["an argument of a directive", (name) => `{ a @b(${name}: 1) }`],
  ["an argument", (name) => `{ a(${name}: 1) }`],
  ["a value of an enum", (name) => `{ a(b: [${name}]) }`],
  ["a field of an object", (name) => `{ a(b: { c: { ${name}: 1 } }) }`],
  ["a default value", (name) => `query ($a: B = ${name}) { a }`],
  ["a type of a schema", (name) => `type ${name} { a: Int }`],
])("the name of %s is within the limit or refused", (_name, textOf) => {
  expect(codeOf(textOf("n".repeat(100)))).toBeUndefined();
  expect(codeOf(textOf("n".repeat(101)))).toBe("OPERATION_TOO_LARGE");
  expect(codeOf(textOf("n".repeat(101)), 200)).toBeUndefined();
});

test("strings, numbers and comments are no names: tokens and cursors are long", () => {
  const long = "a".repeat(500);
  expect(codeOf(`# ${long}\n{ a(b: "${long}", c: """${long}""", d: ${"1".repeat(500)}) }`)).toBeUndefined();
});

test("a hundred brackets may stand within each other, of whichever kinds", () => {
  const values = (depth: number) => `{ a(b: ${"[".repeat(depth - 2)}${"]".repeat(depth - 2)}, c: [[1]]) { d } }`;
  expect(codeOf(values(100))).toBeUndefined();
  expect(codeOf(values(101))).toBe("OPERATION_TOO_LARGE");
  expect(codeOf(`${"{ a ".repeat(101)}${"}".repeat(101)}`)).toBe("OPERATION_TOO_LARGE");
});

test("a document without locations is no input: nothing of it could be measured", () => {
  expect(() => exceededToken(parse("{ a }", { noLocation: true }), 100)).toThrow("without locations");
});
