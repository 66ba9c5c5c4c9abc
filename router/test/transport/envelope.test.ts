/** The envelope of a response with the entities of several queries. */
import { expect, test } from "vitest";
import { readEnvelope } from "../../src/transport/envelope.ts";

test("the entities of one query that are null for a reason take nothing away from those of another", () => {
  const data = { _entities: null, _entities1: [{ sold: 1 }] };
  const errors = [{ message: "failed", path: ["_entities"] }];
  const bytes = Buffer.from(JSON.stringify({ data, errors }));
  expect(readEnvelope(bytes, [2, 1])).toMatchObject({ data, errors });
});

test.each([
  [78, undefined],
  [79, "the answer nests deeper than 80 levels"],
  [500, "the answer nests deeper than 80 levels"],
] as const)("a response with %i lists within each other is valid up to 80 levels", (lists, fault) => {
  const bytes = Buffer.from(`{"data":{"a":${"[".repeat(lists)}${"]".repeat(lists)}}}`);
  const envelope = readEnvelope(bytes, []);
  expect("fault" in envelope ? envelope.fault : undefined).toBe(fault);
});

test.each([
  ["brackets of a text", "[{".repeat(100)],
  ["a quote in a text", `"${"[".repeat(100)}`],
  ["a backslash at the end of a text", "\\"],
  ["a backslash before a quote", `\\"${"{".repeat(100)}`],
  ["characters beyond ASCII", `ß€😀${"[".repeat(100)}`],
])("%s nest nothing", (_name, text) => {
  const body = { data: { [text]: [text, { text }] } };
  expect(readEnvelope(Buffer.from(JSON.stringify(body)), [], 4)).toMatchObject(body);
  const tooDeep = { data: { [text]: [text, { text: [text] }] } };
  expect(readEnvelope(Buffer.from(JSON.stringify(tooDeep)), [], 4)).toEqual({
    fault: "the answer nests deeper than 4 levels",
    isTooDeep: true,
  });
});

test("a byte order mark before a response is no part of it", () => {
  const body = { data: { a: 1 } };
  expect(readEnvelope(Buffer.from(`\ufeff${JSON.stringify(body)}`), [])).toMatchObject(body);
});

test.each(["{}", '{"message":""}', '{"message":7}'])("the error %s, which has no message, gets one", (error) => {
  const envelope = readEnvelope(Buffer.from(`{"data":null,"errors":[${error}]}`), []);
  expect("errors" in envelope && envelope.errors.map(({ message }) => message)).toEqual([
    "The service that owns this part gave no reason.",
  ]);
});
