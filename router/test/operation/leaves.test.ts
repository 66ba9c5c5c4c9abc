/** Leaf values as JSON text: strings and numbers are written as JSON.stringify writes them. */
import { GraphQLFloat, GraphQLInt, GraphQLString } from "graphql";
import { expect, test } from "vitest";
import { leafWriter } from "../../src/execution/leaves.ts";

const writeString = leafWriter(GraphQLString);

test("every character is written as JSON writes it, alone and between others", () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code);
    for (const text of [character, `a${character}b`]) {
      if (writeString(text) !== JSON.stringify(text))
        expect([code, writeString(text)]).toEqual([code, JSON.stringify(text)]);
    }
  }
});

test("numbers are written as JSON writes them", () => {
  for (const value of [0, -0, 1.5, -0.1, 1e21, 1e-7, 5e-324, Number.MAX_VALUE]) {
    expect(leafWriter(GraphQLFloat)(value)).toBe(JSON.stringify(value));
  }
  for (const value of [0, -0, 2 ** 31 - 1, -(2 ** 31)])
    expect(leafWriter(GraphQLInt)(value)).toBe(JSON.stringify(value));
});
