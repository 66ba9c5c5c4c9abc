/** Documents of a schema: what is kept of them has a bound in bytes that counts all that is compiled. */
import { buildSchema, GraphQLError, GraphQLObjectType, type GraphQLSchema } from "graphql";
import { expect, test } from "vitest";
import { openDocuments } from "../../../src/server/graphql/document-cache.ts";

const names = Array.from({ length: 20 }, (_, index) => `b${index}`);
const fields = names.map((name) => `${name}: Int`).join(" ");
const schema = () =>
  buildSchema(`type Query { a: Query i: I } interface I { ${fields} } type A implements I { ${fields} }`);

/** Finds documents of a schema; returns their compiled operation. */
function finderOf(made: GraphQLSchema) {
  const find = openDocuments(made);
  return (text: string) => {
    const found = find(text);
    if (!found || found instanceof GraphQLError) throw new Error("the document was refused");
    return found.compiled(undefined);
  };
}

test("documents that were compiled in many variants leave room for few others", () => {
  const find = finderOf(schema());
  const leaves = Array.from({ length: 400 }, (_, index) => `f${index}: __typename`).join(" ");
  const conditions = Array.from({ length: 5 }, (_, index) => `c${index}`);
  const declared = conditions.map((name) => `$${name}: Boolean!`).join(" ");
  const conditional = conditions.map((name) => `${name}: a @include(if: $${name}) { __typename }`).join(" ");
  const textOf = (index: number) => `query Q${index}(${declared}) { ${leaves} ${conditional} }`;
  const compile = (index: number, variants: number) => {
    // Used twice, it is no longer on probation.
    find(textOf(index));
    const operation = find(textOf(index));
    for (let setting = 0; setting < variants; setting += 1) {
      operation?.rootFields(Object.fromEntries(conditions.map((name, bit) => [name, (setting >> bit) % 2 === 1])));
    }
    return operation;
  };
  // A document takes 0.6 MB, and 0.3 MB for each variant.
  const alone = compile(0, 1);
  for (let index = 1; index < 20; index += 1) compile(index, 1);
  expect(find(textOf(0))).toBe(alone);
  for (let index = 20; index < 24; index += 1) compile(index, 32);
  expect(find(textOf(0))).not.toBe(alone);
});

test("the fields of a type that an execution meets later are counted too", () => {
  const made = schema();
  const find = finderOf(made);
  // A document takes 4.6 MB of the 8 MB for documents that were used once, and 5 MB more with the fields of the type.
  const textOf = (alias: string) =>
    `{ ${Array.from({ length: 360 }, (_, index) => `${alias}${index}: i { ${names.join(" ")} }`).join(" ")} }`;
  const other = find(textOf("y"));
  expect(find(textOf("y"))).toBe(other);
  const operation = find(textOf("x"));
  const type = made.getType("A");
  if (!(type instanceof GraphQLObjectType)) throw new Error("the schema has no type A");
  for (const { value } of operation?.rootFields({}) ?? []) if (value.kind === "object") value.fieldsOf(type);
  expect(find(textOf("x"))).not.toBe(operation);
});
