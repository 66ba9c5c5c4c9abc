/** Access rules of the schema: each is tested on the service, including those of new fields. */
import { readFileSync } from "node:fs";
import type { Viewer } from "@hansa/kit/identity";
import { userWith } from "@hansa/kit/testing";
import { type FieldDefinitionNode, Kind, parse, type TypeNode } from "graphql";
import { expect, test } from "vitest";
import { codeOf, guest, manager, type Shop, sell, shop } from "./support/shop.ts";

const { definitions } = parse(readFileSync(new URL("../schema.graphql", import.meta.url), "utf8"));
const customer = userWith("user_customer");
const stranger = userWith("user_stranger", ["orders:read", "users:read"]);

type Guarded = { type: string; field: FieldDefinitionNode };

/** Whether anybody who is signed in may use it. */
const isForCustomers = ({ field }: Guarded) =>
  (field.directives ?? []).some((directive) => directive.name.value === "authenticated");

const guarded = definitions.flatMap((definition): Guarded[] => {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  const rules = ["requiresScopes", "authenticated", "policy"];
  const fields = (definition.fields ?? []).filter((field) =>
    (field.directives ?? []).some((directive) => rules.includes(directive.name.value)),
  );
  return fields.map((field) => ({ type: definition.name.value, field }));
});

/** A valid operation that selects the field with arbitrary values. */
function asking({ type, field }: Guarded): string {
  const name = field.name.value;
  const required = (field.arguments ?? []).filter((argument) => argument.type.kind === Kind.NON_NULL_TYPE);
  const given = required.map((argument) => `${argument.name.value}: ${anyValue(argument.type)}`);
  const call = `${name}${given.length > 0 ? `(${given.join(", ")})` : ""}${isLeaf(field.type) ? "" : " { __typename }"}`;
  if (type === "Query") return `{ ${call} }`;
  if (type === "Mutation") return `mutation { ${call} }`;
  if (type === "ProductVariant") return `{ variant(sku: "TEA") { ${call} } }`;
  if (type === "ShopSetup")
    return `{ _entities(representations: [{ __typename: "ShopSetup", id: "shop" }]) { ... on ShopSetup { ${call} } } }`;
  throw new Error(`no way to ${type}.${name} is known: add one`);
}

function isLeaf(type: TypeNode): boolean {
  if (type.kind !== Kind.NAMED_TYPE) return isLeaf(type.type);
  const found = definitions.find((other) => "name" in other && other.name?.value === type.name.value);
  return !found || found.kind === Kind.SCALAR_TYPE_DEFINITION || found.kind === Kind.ENUM_TYPE_DEFINITION;
}

function anyValue(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return anyValue(type.type);
  if (type.kind === Kind.LIST_TYPE) return "[]";
  const { value: name } = type.name;
  if (name === "Int") return "1";
  if (name === "CurrencyCode") return `"EUR"`;
  if (name === "DateTime") return `"2026-01-31T08:00:00Z"`;
  for (const definition of definitions) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === name)
      return definition.values?.[0]?.name.value ?? "NONE";
    if (definition.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION || definition.name.value !== name) continue;
    const required = (definition.fields ?? []).filter((part) => part.type.kind === Kind.NON_NULL_TYPE);
    return `{${required.map((part) => `${part.name.value}: ${anyValue(part.type)}`).join(", ")}}`;
  }
  return `"none"`;
}

const codeFor = async (s: Shop, field: Guarded, viewer: Viewer) => codeOf(await s.query(asking(field), {}, viewer));

test("the schema has guarded fields", () => {
  const names = guarded.map(({ type, field }) => `${type}.${field.name.value}`);
  expect(names).toEqual(expect.arrayContaining(["Mutation.inventoryAdjust", "ProductVariant.costPrice"]));
  const mutation = definitions.find((one) => one.kind === Kind.OBJECT_TYPE_DEFINITION && one.name.value === "Mutation");
  const fields = mutation?.kind === Kind.OBJECT_TYPE_DEFINITION ? (mutation.fields ?? []) : [];
  expect(names.filter((name) => name.startsWith("Mutation."))).toHaveLength(fields.length);
});

test.each(
  guarded.filter((one) => !isForCustomers(one)).map((one) => [`${one.type}.${one.field.name.value}`, one] as const),
)("%s is for those with its scope only", async (_name, field) => {
  const s = await shop();
  await sell(s, { sku: "TEA" });
  expect(await codeFor(s, field, guest)).toBe("UNAUTHENTICATED");
  expect(await codeFor(s, field, customer)).toBe("FORBIDDEN");
  expect(await codeFor(s, field, stranger)).toBe("FORBIDDEN");
  expect(await codeFor(s, field, manager)).toBeUndefined();
});

test.each(guarded.filter(isForCustomers).map((one) => [`${one.type}.${one.field.name.value}`, one] as const))(
  "%s is for signed-in viewers only",
  async (_name, field) => {
    const s = await shop();
    expect(await codeFor(s, field, guest)).toBe("UNAUTHENTICATED");
    expect(await codeFor(s, field, customer)).toBeUndefined();
  },
);
