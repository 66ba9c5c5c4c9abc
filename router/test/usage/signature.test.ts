/** The text of an operation in the store: it keeps what is the schema's, nothing that is the client's, and stays valid. */
import { buildSchema, Kind, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { signatureOf } from "../../src/control/usage/signature.ts";

const schema = buildSchema(`
  scalar Json
  input Line { variant: ID!, quantity: Int!, note: Json }
  type Query { cart: ID }
  type Mutation { add(cart: ID!, lines: [Line!]!, meta: Json): ID }
`);

function textOf(query: string): string {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  return signatureOf({ document, operation, contract: "ALL", schema }).operation;
}

test("input fields stay with placeholders, the first item stands for a list, and an object of a scalar is emptied", () => {
  const text = textOf(`mutation {
    add(
      cart: "ada@example.org"
      lines: [{ variant: "var_1", quantity: 2, note: { ada: 1 } }, { variant: "var_2", quantity: 3 }]
      meta: { ada: { street: "Wall 7" } }
    )
  }`);
  expect(text).toBe('mutation {\n  add(cart: "", lines: [{variant: "", quantity: 0, note: {}}], meta: {})\n}');
  expect(text).not.toMatch(/ada|var_|Wall/);
});

test("the text is valid wherever the operation is", () => {
  for (const query of [
    'mutation ($lines: [Line!]!) { a: add(cart: "1", lines: $lines) b: add(cart: "2", lines: []) }',
    'mutation ($quantity: Int = 4) { add(cart: 7, lines: [{ variant: "v", quantity: $quantity }], meta: [1, "ada"]) }',
  ]) {
    expect(validate(schema, parse(query))).toEqual([]);
    expect(validate(schema, parse(textOf(query)))).toEqual([]);
  }
});
