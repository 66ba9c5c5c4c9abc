/** The size of a response before its text is made. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { maxBodyDepth, measureBody } from "../../src/graphql/body-size.ts";

test.each([
  [null],
  [true],
  [-12.5],
  ["Cup"],
  [[]],
  [{}],
  [{ data: { a: [1, null, { b: "c" }], d: {}, e: [[]] }, errors: [{ message: "no", path: ["a", 0] }] }],
])("the size of %j is the length of its text", (value) => {
  expect(measureBody(value)).toBe(JSON.stringify(value).length);
});

test("a member without a value has no text", () => {
  expect(measureBody({ a: undefined, b: 1 })).toBe('{"b":1}'.length);
});

test("the size of any JSON in ASCII is the length of its text, and a bound below it ends the walk above that bound", () => {
  const value = fc.jsonValue({ maxDepth: 5 });
  const isPlain = (text: string) => /^[ !#-[\]-~"]*$/.test(text) && !text.includes("\\");
  const exact = fc.property(value, fc.nat(), (json, most) => {
    const text = JSON.stringify(json);
    fc.pre(isPlain(text));
    expect(measureBody(json)).toBe(text.length);
    const bounded = measureBody(json, most);
    expect(bounded > most ? text.length > most : bounded === text.length).toBe(true);
  });
  fc.assert(exact, { numRuns: 500 });
});

test("the walk over a value far beyond its bound ends soon: a thousand of a million members are read", () => {
  let reads = 0;
  const member = {
    get a() {
      reads += 1;
      return 1;
    },
  };
  expect(measureBody({ lists: Array(1_000).fill(Array(1_000).fill(member)) }, 1_000)).toBeGreaterThan(1_000);
  expect(reads).toBeLessThan(1_000);
});

test("a value that nests deeper than a response may has no size", () => {
  const nested = (levels: number): unknown => (levels === 1 ? [] : [nested(levels - 1)]);
  expect(measureBody(nested(maxBodyDepth))).toBe(2 * maxBodyDepth + maxBodyDepth - 1 - (maxBodyDepth - 1));
  expect(measureBody(nested(maxBodyDepth + 1))).toBeNaN();
});
