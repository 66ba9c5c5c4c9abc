/** Coercion of variables: the values of graphql-js, and problems in which no value of the sender stands. */
import { buildSchema, getOperationAST, getVariableValues, parse, type VariableDefinitionNode } from "graphql";
import { expect, test } from "vitest";
import { coerceVariables, variableErrors } from "../../../src/graphql/operation/coerce-variables.ts";

const schema = buildSchema(`
  enum Mood { GOOD BAD }
  input Line { id: ID!, quantity: Int = 1, mood: Mood, lines: [Line!] }
  input Either @oneOf { a: Int, b: String }
  type Query { a(line: Line, lines: [Line!], either: Either, count: Int!, mood: Mood): Int }
`);

function definitionsOf(variables: string): readonly VariableDefinitionNode[] {
  return getOperationAST(parse(`query (${variables}) { a(count: 1) }`))?.variableDefinitions ?? [];
}

function messagesOf(definitions: string, variables: Record<string, unknown>, most = 20): string[] {
  const coercion = coerceVariables(schema, definitionsOf(definitions), variables, { most });
  return "problems" in coercion ? variableErrors(coercion.problems).map(({ message }) => message) : [];
}

test.each<[string, Record<string, unknown>]>([
  ["$line: Line", { line: { id: 1, lines: { id: "2", quantity: null } } }],
  ["$lines: [Line!], $count: Int! = 3", { lines: [{ id: "1", mood: "BAD" }] }],
  ["$mood: Mood = GOOD, $line: Line = { id: 7 }, $absent: Int", { mood: null }],
  ["$either: Either", { either: { b: "x" } }],
])("%s has the values that graphql-js gives it", (text, variables) => {
  const definitions = definitionsOf(text);
  const coercion = coerceVariables(schema, definitions, variables, { most: 20 });
  expect(coercion).toEqual(getVariableValues(schema, definitions, variables));
});

test.each<[string, string, Record<string, unknown>, string]>([
  ["null", "$count: Int!", { count: null }, 'Variable "$count" of the type "Int!" must not be null.'],
  ["an absent value", "$count: Int!", {}, 'Variable "$count" of the required type "Int!" was not provided.'],
  [
    "a text",
    "$count: Int!",
    { count: "secret" },
    'Variable "$count" does not fit: Int cannot represent non-integer value.',
  ],
  [
    "a list in a list",
    "$lines: [Line!]",
    { lines: [{ id: "1" }, { id: { secret: "secret" } }] },
    'Variable "$lines" does not fit at "lines.1.id": ID cannot represent value.',
  ],
  [
    "an enum",
    "$mood: Mood",
    { mood: { secret: 1 } },
    'Variable "$mood" does not fit: Enum "Mood" cannot represent non-string value.',
  ],
])("the problem of %s names its place and its type, not its value", (_name, definitions, variables, message) => {
  expect(messagesOf(definitions, variables)).toEqual([message]);
});

test("beside one long value thirty faults are twenty short problems, and an invented name is shown with a hundred characters", () => {
  const line: Record<string, unknown> = { id: "x".repeat(48_000), ["n".repeat(48_000)]: 1, mood: "m".repeat(48_000) };
  for (let count = 0; count < 30; count += 1) line[`unknown${count}`] = line.id;
  const messages = messagesOf("$line: Line", { line });
  expect(messages).toHaveLength(20);
  for (const message of messages) expect(message.length).toBeLessThan(250);
  expect(messages).toContain(
    `Variable "$line" does not fit: Field "${"n".repeat(100)}…" is not defined by type "Line".`,
  );
});
