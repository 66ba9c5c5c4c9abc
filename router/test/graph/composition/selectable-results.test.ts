/** Results of mutations: one selection can name the fields of all members, without aliases. */
import { readFileSync } from "node:fs";
import {
  buildSchema,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isUnionType,
} from "graphql";
import { expect, test } from "vitest";

const schema = buildSchema(readFileSync(new URL("../../../client/schema.graphql", import.meta.url), "utf8"), {
  assumeValidSDL: true,
});
const unions = Object.values(schema.getTypeMap()).filter((type) => isUnionType(type));

/** Whether two types cannot answer to one name in a response (GraphQL specification, SameResponseShape). */
function conflict(one: GraphQLOutputType, other: GraphQLOutputType): boolean {
  if (isNonNullType(one) || isNonNullType(other))
    return !isNonNullType(one) || !isNonNullType(other) || conflict(one.ofType, other.ofType);
  if (isListType(one) || isListType(other))
    return !isListType(one) || !isListType(other) || conflict(one.ofType, other.ofType);
  return (isLeafType(one) || isLeafType(other)) && one !== other;
}

/** The fields of the same name that two members of a union cannot both be asked for. */
function conflicts(one: GraphQLObjectType, other: GraphQLObjectType): string[] {
  const otherFields = other.getFields();
  return Object.values(one.getFields()).flatMap(({ name, type }) => {
    const same = otherFields[name];
    return same && conflict(type, same.type) ? [`${one.name}.${name} and ${other.name}.${name}`] : [];
  });
}

test("the members of each result can be selected together", () => {
  const results = unions.filter(({ name }) => name.endsWith("Result"));
  expect(results.length).toBeGreaterThan(50);
  const found = results.flatMap((union) => {
    const members = union.getTypes();
    return members.flatMap((one, index) => members.slice(index + 1).flatMap((other) => conflicts(one, other)));
  });
  expect(found).toEqual([]);
});
