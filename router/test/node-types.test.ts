/** Types with an id: each can be fetched again with `node`, or has a reason why not. */
import { readFileSync } from "node:fs";
import { buildSchema, isObjectType } from "graphql";
import { expect, test } from "vitest";

const schema = buildSchema(readFileSync(new URL("../api.graphql", import.meta.url), "utf8"), { assumeValidSDL: true });

const partOfAnother = "a part of another type, and read with it";
const ruled = "the back office alone sees it, by a rule on its type or entry that would spread to Node";
const gone = "the id of something that is gone or has ended";

/** Every type with an id that is no node, and the reason. */
const reasons: Record<string, string> = {
  AccountErased: gone,
  ActiveSession: "only its own person sees it, in a list that is read whole",
  AddressDeleted: gone,
  AuditEntry: ruled,
  CartLine: partOfAnother,
  CollectionDeleted: gone,
  ImportJob: ruled,
  Media: partOfAnother,
  OrderLine: partOfAnother,
  OrderRefund: "the same refund as `Refund`, which has the prefix and leads to it",
  Promotion: ruled,
  SavedMethodRemoved: gone,
  SessionRevoked: gone,
  ShippingOption: partOfAnother,
  ShippingZoneDeleted: gone,
  ShopSetup: "there is one",
  StockMovement: ruled,
  TaxRateDeleted: gone,
};

test("every type with an id is a node, or stands here with a reason", () => {
  const withId = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => String(type.getFields().id?.type) === "ID!");
  const others = withId.filter((type) => !type.getInterfaces().some(({ name }) => name === "Node"));
  expect(withId.length).toBeGreaterThan(30);
  expect(others.map(({ name }) => name).sort()).toEqual(Object.keys(reasons).sort());
});

test("the refund that is no node is reached from the one that is, and back", () => {
  const fieldsOf = (name: string) => {
    const type = schema.getType(name);
    return isObjectType(type) ? Object.values(type.getFields()).map((field) => [field.name, String(field.type)]) : [];
  };
  expect(fieldsOf("Refund")).toContainEqual(["orderRefund", "OrderRefund"]);
  expect(fieldsOf("OrderRefund")).toContainEqual(["refund", "Refund"]);
});
