/** JSON output: strings and numbers are written as JSON.stringify writes them. */
import { GraphQLFloat, GraphQLInt, type GraphQLLeafType, GraphQLString } from "graphql";
import { expect, test } from "vitest";
import { beginText, leafWriter, newOutput, takeText, writeText } from "../../src/execution/json-output.ts";

const output = newOutput();

function write(type: GraphQLLeafType, value: unknown): string {
  beginText(output);
  return leafWriter(type)(output, value) ? takeText(output).toString() : "nothing";
}

test("every character is written as JSON writes it, alone and between others", () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code);
    for (const text of [character, `a${character}b`]) {
      const written = write(GraphQLString, text);
      if (written !== JSON.stringify(text)) expect([code, written]).toEqual([code, JSON.stringify(text)]);
    }
  }
});

test("numbers are written as JSON writes them", () => {
  for (const value of [0, -0, 1.5, -0.1, 1e21, 1e-7, 5e-324, Number.MAX_VALUE]) {
    expect(write(GraphQLFloat, value)).toBe(JSON.stringify(value));
  }
  for (const value of [0, -0, 2 ** 31 - 1, -(2 ** 31)]) expect(write(GraphQLInt, value)).toBe(JSON.stringify(value));
});

test("long strings are written as JSON writes them", () => {
  for (const text of ["a".repeat(1_000), `${"é".repeat(500)}"\n`, "€".repeat(200_000), `${"a".repeat(99)}\ud800`]) {
    expect(write(GraphQLString, text)).toBe(JSON.stringify(text));
  }
});

test("a value that the type does not have writes nothing", () => {
  beginText(output);
  writeText(output, "before");
  for (const value of [1, null, undefined, {}, []]) expect(leafWriter(GraphQLString)(output, value)).toBe(false);
  for (const value of ["1", 2 ** 31, 0.5, Number.NaN]) expect(leafWriter(GraphQLInt)(output, value)).toBe(false);
  expect(takeText(output).toString()).toBe("before");
});

test("a text that was left in the middle is not in the next one", () => {
  writeText(output, "€ left");
  expect(write(GraphQLString, "next")).toBe('"next"');
});
