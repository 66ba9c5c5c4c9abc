/** Guarded fields of every subgraph are nullable, and the rule finds those that are not. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { schemaFiles } from "../../check/files.ts";
import { findGuardFaults } from "../../check/rules/guarded-fields.ts";

test("no guarded field of a subgraph nulls its parent", () => {
  const files = [...schemaFiles(), "router/nodes.graphql"];
  expect(files.length).toBeGreaterThan(4);
  const schemas = files.map((file) => readFileSync(path.join(root, file), "utf8"));
  expect(schemas.join("\n")).toMatch(/@requiresScopes[\s\S]*@policy|@policy[\s\S]*@requiresScopes/);
  expect(schemas.flatMap(findGuardFaults)).toEqual([]);
});

test("guarded fields that are never null are found in types, extensions and interfaces, and root fields are exempt", () => {
  const sdl = `
    type Query { orders: [Order!]! @requiresScopes(scopes: [["orders:read"]]) }
    extend type Mutation { orderHold: OrderHoldResult! @authenticated }
    type Order { id: ID! note: String @policy(policies: [["staff"]]) cost: Int! @requiresScopes(scopes: [["x"]]) }
    extend type User { orders(first: Int): [Order!]! @authenticated }
    interface Priced { margin: Int! @policy(policies: [["staff"]]) }
    type Secret @authenticated { id: ID! }
  `;
  expect(findGuardFaults(sdl)).toEqual([
    "Order.cost is guarded and never null: a refusal nulls its parent",
    "User.orders is guarded and never null: a refusal nulls its parent",
    "Priced.margin is guarded and never null: a refusal nulls its parent",
    "Secret is guarded as a type: guard its nullable fields",
  ]);
});
