/** The check of JSON text accepts what its parser accepts, as far as it is compact and not too deep. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { maxDepth } from "../../src/execution/data/data.ts";
import { endOfObject } from "../../src/transport/json-text.ts";

const object = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 4 }));

/** Whether the whole text is checked to be an object. */
function isObject(text: string, level = 0): boolean {
  const bytes = Buffer.from(text);
  return endOfObject(bytes, 0, level) === bytes.length;
}

function parses(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

test("accepts every object as it is written", () => {
  fc.assert(fc.property(object, (value) => isObject(JSON.stringify(value))));
});

test("accepts nothing that the parser refuses, wherever a text is changed", () => {
  const change = fc.record({
    at: fc.nat(),
    removed: fc.nat(2),
    added: fc.constantFrom(
      "",
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "0",
      "1",
      "-",
      ".",
      "e",
      "u",
      "t",
      "n",
      "\n",
      "\0",
    ),
  });
  let refused = 0;
  fc.assert(
    fc.property(object, fc.array(change, { minLength: 1, maxLength: 3 }), (value, changes) => {
      let text = JSON.stringify(value);
      for (const { at, removed, added } of changes) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + added + text.slice(place + removed);
      }
      if (!parses(text)) refused += 1;
      return !isObject(text) || parses(text);
    }),
    { numRuns: 2_000 },
  );
  expect(refused).toBeGreaterThan(500);
});

test.each(['{"a":1}', '{"a":-0.5e+10,"b":[true,false,null,{}],"":"\\u00e4\\n\\""}', "{}", '{"a":[]}'])(
  "accepts %s",
  (text) => expect(isObject(text)).toBe(true),
);

test.each([
  "[]",
  "1",
  "",
  "{",
  '{"a":1,}',
  '{,"a":1}',
  '{"a" :1}',
  '{"a":1} ',
  ' {"a":1}',
  "{a:1}",
  '{"a":TRUE}',
  '{"a":00}',
])("refuses %j", (text) => expect(isObject(text)).toBe(false));

test.each([
  ["lists", "[", "]"],
  ["objects", '{"a":', "}"],
])(`accepts ${maxDepth} levels of %s and no more`, (_name, open, close) => {
  const nested = (levels: number) => `{"a":${open.repeat(levels - 2)}{}${close.repeat(levels - 2)}}`;
  expect([isObject(nested(maxDepth)), isObject(nested(maxDepth + 1))]).toEqual([true, false]);
  expect([isObject(nested(maxDepth - 1), 1), isObject(nested(maxDepth), 1)]).toEqual([true, false]);
});
