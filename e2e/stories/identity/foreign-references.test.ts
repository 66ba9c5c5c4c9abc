/** Bearer access, where references are a client's input: the ids of others give nothing that is not public, and forged fields change no field. */

import { signIn } from "@hansa/client/buyer";
import { MeDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { type ServiceName, serviceNames } from "@hansa/contracts/processes";
import type { GraphQLObjectType } from "graphql";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { directUrl, runShop, type Shop } from "../../../cli/testing/shop.ts";
import { askGraph, entitiesOf, fieldsWith, forge, queriesOf, type Reference } from "../support/entities.ts";
import { draft, type Hidden, hidden, idOf } from "../support/hidden-objects.ts";

let shop: Shop;
let customer: { token: string };
let administrator: { token: string };
let customerId: string;
beforeAll(async () => {
  // Its own: rows are changed behind the services, and its services answer without a signature.
  shop = await runShop({ HANSA_SUBGRAPH_ACCESS: "bearer" });
  customer = await signIn(shop, "CUSTOMER");
  administrator = await signIn(shop, "ADMIN");
  const { me } = await requireData(executeDocument(shop.url, MeDocument, {}, customer));
  customerId = me?.id ?? "";
  return shop.stop;
});

/** Asks a service itself, without a signature. */
function ask(service: ServiceName, token: string | undefined, query: string, variables: object) {
  return askGraph(directUrl(shop, service), token, query, variables);
}

/** An entity as a viewer gets it: the value of each field that gives one, and the codes of all refusals. */
async function fieldsOf(service: ServiceName, type: GraphQLObjectType, references: Reference[], token?: string) {
  const values: Record<string, unknown> = {};
  const codes = new Set<string>();
  for (const query of queriesOf(type)) {
    const { data, errors } = await ask(service, token, query, { r: references });
    for (const { extensions } of errors) codes.add(extensions.code);
    for (const [name, found] of Object.entries(data ?? {})) {
      const given =
        z
          .array(z.object({ value: z.unknown() }).nullable())
          .nullable()
          .parse(found) ?? [];
      const each = given.map((entity) => entity?.value ?? null);
      if (each.some((value) => value !== null && !(Array.isArray(value) && value.length === 0))) values[name] = each;
    }
  }
  return { values, codes: [...codes] };
}

/** The ids of objects that are no nodes, and of a person. */
const others: Record<string, Hidden | string> = {
  CartLine: {
    service: "orders",
    id: "SELECT cart_lines.id FROM cart_lines JOIN carts ON carts.id = cart_id WHERE owner_id LIKE 'user_%' AND owner_id <> :customer",
  },
  OrderRefund: {
    service: "orders",
    id: "SELECT refunds.id FROM refunds JOIN orders ON orders.id = order_id WHERE customer_id LIKE 'user_%' AND customer_id <> :customer",
  },
  ShopSetup: "shop",
  User: {
    service: "users",
    id: "SELECT id FROM users WHERE id <> :customer AND role = 'CUSTOMER' AND erased_at IS NULL AND id IN (SELECT user_id FROM addresses)",
  },
};

/** The fields of a foreign object that everybody gets; `reviews` and `payments` are those that the viewer may see. */
const open: Record<string, string[]> = {
  "products.ShopSetup": ["id"],
  "products.User": ["id", "reviews"],
  "users.ShopSetup": ["id"],
  "users.User": ["displayName", "id"],
  "orders.Product": ["id"],
  "orders.ProductVariant": ["id"],
  "orders.ShopSetup": ["id"],
  "orders.User": ["id"],
  "payments.Cart": ["id"],
  "payments.Checkout": ["availableMethods", "id"],
  "payments.Order": ["id"],
  "payments.OrderRefund": ["id"],
  "payments.ShopSetup": ["id"],
  "payments.User": ["id"],
};

/** Entities that their owner alone sees: not even administrators. */
const ofOwnersAlone = ["orders.Cart", "orders.CartLine", "orders.Checkout", "payments.SavedPaymentMethod"];

function foreignReference(type: string): Reference {
  const found = others[type] ?? hidden[type];
  if (!found) throw new Error(`nobody says how to find a foreign ${type}: add it`);
  return { __typename: type, id: typeof found === "string" ? found : idOf(shop, found, customerId) };
}

const entities = serviceNames.flatMap((service) =>
  entitiesOf(service)
    // Everybody may see every collection, and a picture whose id they know.
    .filter(({ name }) => name !== "Collection" && name !== "Media")
    .map((type) => [service, type.name, type] as const),
);

describe.each(entities)("%s: a foreign %s", (service, name, type) => {
  test("gives guests and other customers its public fields alone", async () => {
    for (const token of [undefined, customer.token]) {
      const { values, codes } = await fieldsOf(service, type, [foreignReference(name)], token);
      expect(Object.keys(values).sort()).toEqual(open[`${service}.${name}`] ?? []);
      expect(["UNAUTHENTICATED", "FORBIDDEN"]).toEqual(expect.arrayContaining(codes));
    }
  });

  test("with forged fields gives each viewer what it gives without them, then and later", async () => {
    const genuine = foreignReference(name);
    for (const token of [undefined, customer.token, administrator.token]) {
      const before = await fieldsOf(service, type, [genuine], token);
      const isSeen = token === administrator.token && !ofOwnersAlone.includes(`${service}.${name}`);
      if (isSeen) expect(before.values.id).toEqual([genuine.id]);
      const given = await fieldsOf(service, type, [forge(type, genuine)], token);
      for (const field of fieldsWith(type, "requires")) {
        delete before.values[field];
        delete given.values[field];
      }
      expect(given).toEqual(before);
      expect(await fieldsOf(service, type, [genuine], token)).toMatchObject(before);
    }
  });
});

/** Objects of a guest, and those of everybody by another key than their id. */
const byOtherWays: [name: string, found: Hidden & { type: string; key: string }][] = [
  [
    "a guest's order",
    { service: "orders", type: "Order", key: "id", id: "SELECT id FROM orders WHERE customer_id IS NULL" },
  ],
  [
    "a guest's order by its number",
    {
      service: "orders",
      type: "Order",
      key: "number",
      id: "SELECT number AS id FROM orders WHERE customer_id IS NULL",
    },
  ],
  [
    "an order by its number",
    {
      ...{ service: "orders", type: "Order", key: "number" },
      id: "SELECT number AS id FROM orders WHERE customer_id <> :customer",
    },
  ],
  [
    "a guest's payment",
    { service: "payments", type: "Payment", key: "id", id: "SELECT id FROM payments WHERE customer_id IS NULL" },
  ],
  [
    "a draft by its slug",
    {
      ...{ service: "products", type: "Product", key: "slug", change: draft },
      id: "SELECT slug AS id FROM products WHERE status = 'DRAFT'",
    },
  ],
  [
    "a variant of a draft by its SKU",
    {
      ...{ service: "products", type: "ProductVariant", key: "sku", change: draft },
      id: "SELECT sku AS id FROM variants JOIN products ON products.id = product_id WHERE products.status = 'DRAFT'",
    },
  ],
];

test.each(byOtherWays)("%s is null for guests and other customers", async (_name, { type, key, ...found }) => {
  const { service } = found;
  const reference = { __typename: type, [key]: idOf(shop, found, customerId) };
  const query = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }";
  const askAs = (token?: string) => ask(service, token, query, { r: [reference] });
  for (const token of [undefined, customer.token])
    expect(await askAs(token)).toEqual({ data: { _entities: [null] }, errors: [] });
  expect((await askAs(administrator.token)).data).toEqual({ _entities: [{ __typename: type }] });
});

test.each(["User", "Order", "Checkout"])(
  "a reference of %s without a key of text is refused, as a guest's too",
  async (type) => {
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { id } } }`;
    for (const key of [{}, { id: null }, { id: [customerId] }, { id: 1 }]) {
      for (const service of ["orders", "payments"] as const) {
        const { data, errors } = await ask(service, undefined, query, { r: [{ __typename: type, ...key }] });
        expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual([null, ["BAD_USER_INPUT"]]);
      }
    }
  },
);
