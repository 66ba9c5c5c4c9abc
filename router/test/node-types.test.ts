/** Types with an id: each can be fetched again with `node`, or has a reason why not. */
import { readFileSync } from "node:fs";
import { buildSchema, isObjectType, Kind, type ObjectTypeDefinitionNode, parse, type TypeNode } from "graphql";
import { expect, test } from "vitest";

const schema = buildSchema(readFileSync(new URL("../client/schema.graphql", import.meta.url), "utf8"), {
  assumeValidSDL: true,
});

const partOfAnother = "a part of another type, and read with it";
const deleted = "the id of something that is gone or has ended";

/** Every type with an id that is no node, and the reason. */
const reasons: Record<string, string> = {
  AccountErased: deleted,
  ActiveSession: "only its own person sees it, in a list that is read whole",
  AddressDeleted: deleted,
  CartLine: partOfAnother,
  CollectionDeleted: deleted,
  GuestOrder: "an offer to its owner, whose order is a node once it is taken",
  Media: partOfAnother,
  OrderLine: partOfAnother,
  OrderRefund: "the same refund as `Refund`, which has the prefix and leads to it",
  SavedMethodRemoved: deleted,
  SessionRevoked: deleted,
  ShippingOption: partOfAnother,
  ShippingZoneDeleted: deleted,
  ShopSetup: "there is one",
  TaxRateDeleted: deleted,
  Withdrawal: "its buyer reads it with the order, and staff in a list",
};

test("every type with an id is a node, or is listed here with a reason", () => {
  const withId = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => String(type.getFields().id?.type) === "ID!");
  const others = withId.filter((type) => !type.getInterfaces().some(({ name }) => name === "Node"));
  expect(withId.length).toBeGreaterThan(30);
  expect(others.map(({ name }) => name).sort()).toEqual(Object.keys(reasons).sort());
});

test("the refund without a node is reached from the one with it, and back", () => {
  const fieldsOf = (name: string) => {
    const type = schema.getType(name);
    return isObjectType(type) ? Object.values(type.getFields()).map((field) => [field.name, String(field.type)]) : [];
  };
  expect(fieldsOf("Refund")).toContainEqual(["orderRefund", "OrderRefund"]);
  expect(fieldsOf("OrderRefund")).toContainEqual(["refund", "Refund"]);
});

/** Types of the back office. They have no rule of their own, so each field that leads to one has it. */
const ofTheBackOffice: Record<string, readonly string[]> = {
  orders: ["Promotion", "ShippingMethod", "ShippingZone", "TaxDocument", "TaxRate"],
  payments: ["Dispute", "LedgerEntry"],
  products: ["ImportJob", "StockMovement"],
  users: ["ApiClient", "AuditEntry"],
};

test.each(Object.entries(ofTheBackOffice))("no field of %s leads to the back office without a rule", (name, types) => {
  const { definitions } = parse(
    readFileSync(new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url), "utf8"),
  );
  const objects = definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
  const fields = objects.flatMap((type) =>
    (type.fields ?? []).map((field) => ({ type: type.name.value, field, to: named(field.type) })),
  );
  /** Where a request enters this service: entities too, which other services refer to. Nodes of the back office hide themselves. */
  const entries = objects
    .filter(({ directives }) => directives?.some((directive) => directive.name.value === "key"))
    .map((type) => type.name.value)
    .filter((type) => !types.includes(type))
    .concat("Query", "Mutation");
  const results = definitions.filter((definition) => definition.kind === Kind.UNION_TYPE_DEFINITION);
  /** Fields that show this type: those that response with it, or with a union of which it is a member. */
  const leadingTo = (type: string) => {
    const unions = results.filter((union) => (union.types ?? []).some((member) => member.name.value === type));
    const names = [type, ...unions.map((union) => union.name.value)];
    return fields.filter(({ to }) => names.includes(to));
  };
  const open = new Set<string>();
  const look = (type: string, seen: readonly string[]) => {
    for (const { type: from, field } of leadingTo(type)) {
      if (isRuled(field) || seen.includes(from)) continue;
      if (entries.includes(from)) open.add(`${from}.${field.name.value}: ${type}`);
      else look(from, [...seen, from]);
    }
  };
  for (const type of types) {
    expect(leadingTo(type).length).toBeGreaterThan(0);
    look(type, [type]);
  }
  expect([...open]).toEqual([]);
});

function named(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : named(type.type);
}

function isRuled({ directives = [] }: NonNullable<ObjectTypeDefinitionNode["fields"]>[number]): boolean {
  return directives.some(({ name }) => name.value === "requiresScopes" || name.value === "authenticated");
}
