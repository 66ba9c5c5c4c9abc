/** Order lists: pages without gaps or repetitions, filters, and a constant number of statements. */
import { expect, test } from "vitest";
import { z } from "zod";
import { bought } from "../support/purchase.ts";
import { removeOrder } from "../support/scale/many-orders.ts";
import { ada, bob, minute, noon, type Shop, shop, support } from "../support/shop.ts";

const copied =
  "cart_id,state,hold_reason,hold_since,currency,subtotal_minor,shipping_minor,tax_minor,total_minor,tax_included,tax_parts,discount_minor,shipping_discount_minor,discounts";

/** Orders like one that was bought, each with what is said of it; the order of the list is the order in time. */
async function manyOrders(
  s: Shop,
  orders: { customer?: string; email?: string; at?: number; set?: string }[],
): Promise<string[]> {
  const first = await bought(s, { viewer: ada });
  for (const [index, { customer = "user_ada", email = "ada@example.com", at = 0, set }] of orders.entries()) {
    const id = `ord_${String(index).padStart(3, "0")}`;
    const facts = `'${id}', '20000${index}', 'chk_${id}', '${customer}', '${email}', ${noon + at}`;
    await s.corruptStore(`
      INSERT INTO orders (id, number, checkout_id, customer_id, email, placed_at, ${copied})
        SELECT ${facts}, ${copied} FROM orders WHERE id = '${first.orderId}';
      INSERT INTO order_lines SELECT id || '${id}', '${id}', position, variant_id, product_id, sku, title, unit_price_minor, quantity,
        line_total_minor, tax_minor, tax_parts, discount_minor, is_withdrawable FROM order_lines WHERE order_id = '${first.orderId}';
      INSERT INTO order_variants SELECT variant_id, ${noon + at}, order_id FROM order_lines WHERE order_id = '${id}';
      ${set ? `UPDATE orders SET ${set} WHERE id = '${id}';` : ""}
    `);
  }
  await removeOrder(s, first.orderId);
  return orders.map((_order, index) => `ord_${String(index).padStart(3, "0")}`);
}

const page = z.object({
  nodes: z.array(z.object({ id: z.string() })),
  edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })),
  pageInfo: z.object({
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean(),
    startCursor: z.string().nullable(),
    endCursor: z.string().nullable(),
  }),
  totalCount: z.number(),
});
const fields = `nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount`;

async function list(s: Shop, args: Record<string, unknown> = {}) {
  const text = `query ($first: Int, $after: String, $filter: OrderFilter) {
    orders(first: $first, after: $after, filter: $filter) { ${fields} }
  }`;
  const response = await s.query(text, args, { viewer: support });
  if (response.errors) throw new Error(String(response.errors[0]?.extensions?.code));
  return page.parse(response.data?.orders);
}

const ids = ({ nodes }: { nodes: { id: string }[] }) => nodes.map((node) => node.id);

async function ordersOf(
  s: Shop,
  users: string[],
  { viewer = support, args = "first: 2", selection = fields } = {},
): Promise<unknown[]> {
  const refs = users.map((id) => ({ __typename: "User", id }));
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { orders(${args}) { ${selection} } } } }`;
  const found = (await s.query(text, { refs }, { viewer })).data?._entities;
  return Array.isArray(found) ? found.map((user) => user.orders) : [];
}

/** How many statements a piece of work takes in the service's store, as the driver counts them. */
async function statements(s: Shop, work: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    const { body } = await s.running.service.internal.inject({ method: "GET", url: "/metrics" });
    return Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)/m.exec(body)?.[1] ?? 0);
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

test("pages list orders from the newest to the oldest without gap or repetition, also within one millisecond", async () => {
  const s = await shop();
  const made = await manyOrders(
    s,
    [0, 1, 2, 2, 2, 3, 4].map((at) => ({ at })),
  );
  const newestFirst = made.toReversed();
  const seen: string[] = [];
  let after: string | null = null;
  for (const [first, hasNextPage] of [
    [2, true],
    [2, true],
    [2, true],
    [2, false],
  ] as const) {
    const found: z.infer<typeof page> = await list(s, { first, after });
    expect(found.pageInfo).toMatchObject({ hasNextPage, hasPreviousPage: after !== null });
    expect(found.edges.map((edge) => edge.node.id)).toEqual(ids(found));
    expect(found.pageInfo.endCursor).toBe(found.edges.at(-1)?.cursor);
    expect(found.totalCount).toBe(7);
    seen.push(...ids(found));
    after = found.pageInfo.endCursor;
  }
  expect(seen).toEqual(newestFirst);
});

test("an order placed meanwhile does not shift the next page", async () => {
  const s = await shop();
  const made = await manyOrders(
    s,
    [0, 1, 2].map((at) => ({ at })),
  );
  const { pageInfo } = await list(s, { first: 1 });
  await s.runtime.advance(minute);
  await bought(s);
  expect(ids(await list(s, { first: 5, after: pageInfo.endCursor }))).toEqual([made[1], made[0]]);
});

test("an empty list is a page too", async () => {
  const s = await shop();
  expect(await list(s)).toEqual({
    nodes: [],
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    totalCount: 0,
  });
});

test.each([{ first: 0 }, { first: -1 }, { first: 101 }, { after: "nonsense" }])("%j is not a page", async (args) => {
  const s = await shop();
  await expect(list(s, args)).rejects.toThrow("BAD_USER_INPUT");
});

test.each([
  [{ state: "CANCELLED" }, [1]],
  [{ onHold: true }, [2]],
  [{ onHold: false }, [3, 1, 0]],
  [{ email: " BOB@Example.com " }, [3]],
  [{ email: "bob@example" }, []],
  [{ number: "200000" }, [0]],
  [{ customerId: "user_bob" }, [3, 2]],
  [{ variantId: "var_other" }, [3]],
  [{ placedFrom: new Date(noon + minute).toISOString() }, [3, 2, 1]],
  [{ placedTo: new Date(noon + minute).toISOString() }, [0]],
  [{ customerId: "user_bob", onHold: false }, [3]],
  [{ customerId: null, state: null }, [3, 2, 1, 0]],
])("the filter %j leaves %j", async (filter, expected) => {
  const s = await shop();
  const made = await manyOrders(s, [
    {},
    { at: minute, set: "state = 'CANCELLED', cancel_reason = 'OUT_OF_STOCK'" },
    { at: 2 * minute, customer: "user_bob", set: `hold_reason = 'NEEDS_REVIEW', hold_since = ${noon}` },
    { at: 3 * minute, customer: "user_bob", email: "bob@example.com" },
  ]);
  for (const table of ["order_lines", "order_variants"])
    await s.corruptStore(`UPDATE ${table} SET variant_id = 'var_other' WHERE order_id = '${made[3]}'`);
  const found = await list(s, { filter });
  expect(ids(found)).toEqual(expected.map((index) => made[index]));
  expect(found.totalCount).toBe(expected.length);
});

test("customers see their own orders, staff sees all, and others see none", async () => {
  const s = await shop();
  const made = await manyOrders(s, [{}, { at: 1 }, { at: 2 }, { customer: "user_bob" }]);
  expect(await ordersOf(s, ["user_ada", "user_bob"], { viewer: ada })).toMatchObject([
    { nodes: [{ id: made[2] }, { id: made[1] }], pageInfo: { hasNextPage: true }, totalCount: 3 },
    null,
  ]);
  expect(await ordersOf(s, ["user_ada"], { viewer: bob })).toEqual([null]);
  expect(await ordersOf(s, ["user_ada", "user_bob", "user_none"])).toMatchObject([
    { totalCount: 3 },
    { totalCount: 1 },
    { nodes: [], totalCount: 0, pageInfo: { hasNextPage: false } },
  ]);
});

test("a customer's orders have pages as well", async () => {
  const s = await shop();
  const made = await manyOrders(s, [{}, { at: 1 }, { at: 2 }]);
  const [first] = z.array(page).parse(await ordersOf(s, ["user_ada"], { viewer: ada }));
  const args = `first: 2, after: "${first?.pageInfo.endCursor}"`;
  const [second] = z.array(page).parse(await ordersOf(s, ["user_ada"], { viewer: ada, args }));
  expect(second).toMatchObject({ nodes: [{ id: made[0] }], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
});

const deep = `totalCount nodes { lines { id } totalQuantity timeline { kind } notes { text } totals { total { minor } } }`;

test("the orders of fifty customers take as many statements as those of one", async () => {
  const s = await shop();
  const customers = Array.from({ length: 50 }, (_, index) => `user_${index}`);
  await manyOrders(
    s,
    customers.flatMap((customer) => [{ customer }, { customer }, { customer }]),
  );
  const forOne = await statements(s, () => ordersOf(s, ["user_0"], { selection: deep }));
  const forFifty = await statements(s, () => ordersOf(s, customers, { selection: deep }));
  expect(forOne).toBe(5);
  expect(forFifty).toBe(forOne);
});

test("fifty orders, carts, lines or checkouts by reference take as many statements as one", async () => {
  const s = await shop();
  const made = await manyOrders(
    s,
    Array.from({ length: 50 }, () => ({})),
  );
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
    ... on Order { ${deep.replace("totalCount nodes { ", "").slice(0, -2)} }
    ... on Cart { lines { unitPrice { minor } lineTotal { minor } } totals { total { minor } } checkout { id } state }
  } }`;
  const carts = Array.from({ length: 50 }, (_, index) => `cart_${index}`);
  for (const id of carts)
    await s.corruptStore(`
      INSERT INTO carts VALUES ('${id}', 1, 'EUR', NULL, 'OPEN', 0, 0, NULL, FALSE);
      INSERT INTO cart_lines VALUES ('line_${id}', '${id}', 0, 'var_1', 'prod_1', 'SKU', 'Thing', 100, 'standard', 1, 2, '[]', TRUE);
    `);
  for (const [type, all] of [
    ["Order", made],
    ["Cart", carts],
  ] as const) {
    const ask = (some: readonly string[]) =>
      statements(s, async () => {
        const refs = some.map((id) => ({ __typename: type, id }));
        const { data } = await s.query(text, { refs }, { viewer: support });
        expect(data?._entities).not.toContain(null);
      });
    const forOne = await ask(all.slice(0, 1));
    expect(forOne).toBeGreaterThan(2);
    expect(await ask(all)).toBe(forOne);
  }
});

test("an order of a list shows what it shows by itself; its addresses and taxes are read only where they are asked for", async () => {
  const s = await shop();
  for (let index = 0; index < 2; index += 1) await bought(s, { viewer: ada });
  const selection = `id shippingAddress { name line1 } billingAddress { city } shippingOption { label price { decimal } } discounts { label }
    totals { taxLines { name rate amount { decimal } } } lines { id taxLines { name base { decimal } } }`;
  const listed = z.array(z.object({ nodes: z.array(z.looseObject({ id: z.string() })).length(2) }));
  const show = () => ordersOf(s, ["user_ada"], { viewer: ada, selection: `nodes { ${selection} }` });
  for (const order of listed.parse(await show()).flatMap(({ nodes }) => nodes)) {
    const { data } = await s.query(`{ order(id: "${order.id}") { ${selection} } }`, {}, { viewer: ada });
    expect(order).toEqual(data?.order);
    const taxed = { taxLines: [{ name: "VAT 19%" }] };
    expect(order).toMatchObject({ shippingAddress: { line1: "Quay 1" }, totals: taxed, lines: [taxed] });
  }
  const plain = "nodes { number totals { total { minor } } lines { title lineTotal { minor } } }";
  expect(await statements(s, () => ordersOf(s, ["user_ada"], { viewer: ada, selection: plain }))).toBe(2);
  expect(await statements(s, show)).toBe(4);
});
