/** Tests of the monolith: every field has a service, and entities are joined in the process as a router joins them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { buildSchema, graphql, isObjectType, parse } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { mergeSchemas } from "../targets/monolith/merge.ts";
import { readOwnership } from "../targets/monolith/ownership.ts";

const ownership = readOwnership(readFileSync(path.join(root, "router/supergraph.graphql"), "utf8"));
const client = buildSchema(readFileSync(path.join(root, "router/client/schema.graphql"), "utf8"), {
  assumeValidSDL: true,
});

test("every field of the client schema has a service, except those that the router answers itself", () => {
  const types = Object.values(client.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith("__"));
  const without = types.filter(isObjectType).flatMap((type) =>
    Object.keys(type.getFields())
      .filter((field) => !ownership.get(type.name)?.fields.has(field))
      .map((field) => `${type.name}.${field}`),
  );
  expect(without).toEqual(["Query.node", "Query.nodes"]);
});

test.each([
  ["User", "users"],
  ["Product", "products"],
  ["ProductVariant", "products"],
  ["Order", "orders"],
  ["Payment", "payments"],
])("%s comes from the service with most of its fields", (type, home) => {
  expect(ownership.get(type)?.home).toBe(home);
});

test("the fields that a resolver needs of another service are known", () => {
  expect(ownership.get("ProductVariant")?.fields.get("shippingEstimates")).toMatchObject({
    service: "orders",
    requires: { selections: [{ name: { value: "weightGrams" } }, { name: { value: "prices" } }] },
  });
});

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])';
const empty = buildSubgraphSchema(parse(`${link} type Query { unused: String }`));
const products = buildSubgraphSchema({
  typeDefs: parse(
    `${link} type Query { product: Product } type Product @key(fields: "id") { id: ID! title: String weight: Int }`,
  ),
  resolvers: {
    Query: { product: () => ({ id: "one", title: "Mug", weight: 3 }) },
    Product: {
      __resolveReference: ({ id }: { id: string }) =>
        id === "gone" ? null : { id, title: `Title of ${id}`, weight: 5 },
    },
  },
});
const orders = buildSubgraphSchema({
  typeDefs: parse(`${link}
    type Query { bought: [Thing!]! }
    union Thing = Product | Fee
    type Fee { name: String }
    type Product @key(fields: "id") { id: ID! weight: Int @external shipping: String @requires(fields: "weight") }`),
  resolvers: {
    Query: {
      bought: () => [
        { __typename: "Product", id: "two" },
        { __typename: "Fee", name: "Postage" },
      ],
    },
    Product: {
      shipping: ({ weight }: { weight: number }, _args: object, context: unknown) =>
        `${weight} kg by ${Object(context).name}`,
    },
  },
});
const supergraph = `
  type Query @join__type(graph: PRODUCTS) @join__type(graph: ORDERS) {
    product: Product @join__field(graph: PRODUCTS)
    bought: [Thing!]! @join__field(graph: ORDERS)
  }
  type Fee @join__type(graph: ORDERS) { name: String }
  type Product @join__type(graph: PRODUCTS, key: "id") @join__type(graph: ORDERS, key: "id") {
    id: ID!
    title: String @join__field(graph: PRODUCTS)
    weight: Int @join__field(graph: PRODUCTS) @join__field(graph: ORDERS, external: true)
    shipping: String @join__field(graph: ORDERS, requires: "weight")
  }`;
const sdl = `
  type Query { product: Product bought: [Thing!]! }
  union Thing = Product | Fee
  type Fee { name: String }
  type Product { id: ID! title: String weight: Int shipping: String }`;

test("fields of two services and their requirements are joined, in lists and unions too, each with its service's context", async () => {
  const schema = mergeSchemas({ products, orders, users: empty, payments: empty }, sdl, supergraph);
  const source =
    "{ product { title shipping } bought { __typename ... on Product { title shipping } ... on Fee { name } } }";
  const { data, errors } = await graphql({ schema, source, contextValue: { of: (name: string) => ({ name }) } });
  expect(errors).toBeUndefined();
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    product: { title: "Mug", shipping: "3 kg by orders" },
    bought: [
      { __typename: "Product", title: "Title of two", shipping: "5 kg by orders" },
      { __typename: "Fee", name: "Postage" },
    ],
  });
});
