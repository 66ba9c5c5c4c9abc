/** Next actions: the actions of each kind of viewer, and a constant number of statements for lists. */

import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { present, seeOrder } from "../support/mutations.ts";
import {
  buy,
  deliver,
  prepareUnits,
  readOrder,
  refundUnits,
  requestReturn,
  ship,
  staff,
} from "../support/order-changes.ts";
import { ada, type Sender, type Shop, shop } from "../support/shop.ts";

const roles: Record<string, Sender> = {
  support: { viewer: userWith("user_s", ["orders:read", "orders:write", "refunds:write"], "SUPPORT") },
  warehouse: { viewer: userWith("user_w", ["orders:read", "orders:write", "fulfilments:write"], "FULFILMENT") },
  finance: { viewer: userWith("user_f", ["orders:read", "payments:write", "refunds:write"], "FINANCE") },
  reader: { viewer: userWith("user_r", ["orders:read"], "SUPPORT") },
};

async function actions(s: Shop, orderId: string, sender: Sender): Promise<unknown> {
  return Object(present(await seeOrder(s, orderId, sender))).nextActions;
}

test("each role sees its own actions, and they follow the order", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  const { orderId } = bought;
  const seen = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries({ ...roles, customer: { viewer: ada } }).map(async ([role, sender]) => [
          role,
          await actions(s, orderId, sender),
        ]),
      ),
    );
  expect(await seen()).toEqual({
    support: ["CANCEL", "CANCEL_LINES", "REFUND", "HOLD"],
    warehouse: ["CANCEL", "CANCEL_LINES", "FULFIL", "HOLD"],
    finance: ["REFUND"],
    reader: [],
    customer: ["CANCEL"],
  });
  await prepareUnits(s, orderId, [{ lineId: bought.line.lineId, quantity: 2 }]);
  expect(await actions(s, orderId, present(roles.warehouse))).toEqual([
    ...["CANCEL", "CANCEL_LINES", "FULFIL", "SHIP", "HOLD"],
  ]);
  await deliver(s, bought, 1);
  expect(await seen()).toMatchObject({
    support: ["CANCEL_LINES", "REFUND", "REQUEST_RETURN", "HOLD"],
    warehouse: ["CANCEL_LINES", "SHIP", "REQUEST_RETURN", "HOLD"],
    customer: ["REQUEST_RETURN"],
  });
  await requestReturn(s, bought, 1);
  expect(await actions(s, orderId, { viewer: ada })).toEqual([]);
});

test("a guest with the checkout's id or the token sees the actions of a guest", async () => {
  const s = await shop();
  const bought = await buy(s);
  for (const guest of [bought.checkoutId, bought.guestToken])
    expect(await actions(s, bought.orderId, { guest: [guest] })).toEqual(["CANCEL"]);
});

test("the reason and the failure of a refund are visible to staff only", async () => {
  const s = await shop();
  const bought = await buy(s, [{}], { viewer: ada });
  await refundUnits(s, bought, 1, { keepFulfillable: true });
  const text = `query ($id: ID!) { order(id: $id) { cancelNote refunds { state reason } } }`;
  const response = await s.query(text, { id: bought.orderId }, { viewer: ada });
  expect(response.errors?.map((error) => error.extensions?.code)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
  expect((await s.query(text, { id: bought.orderId }, staff)).data).toEqual({
    order: { cancelNote: null, refunds: [{ state: "SUCCEEDED", reason: "Broken." }] },
  });
});

const selection = `
  nextActions deliveredAt cancelNote timeline { kind }
  lines { cancelled shipped delivered returned refunded }
  fulfilments { parts { quantity line { title } } shipments { status parts { quantity line { title } } } }
  returns { state parts { quantity line { title } } refund { amount { minor } } order { number } }
  refunds { state reason amount { minor } shipping { minor } parts { amount { minor } line { title } } }
`;

async function statements(s: Shop, work: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    const { body } = await s.running.service.internal.inject({ method: "GET", url: "/metrics" });
    return Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)/m.exec(body)?.[1] ?? 0);
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

test("a page of many orders with their timelines takes as many statements as a page of one", async () => {
  const s = await shop();
  for (let index = 0; index < 6; index += 1) {
    const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
    await deliver(s, bought, 1);
    await ship(s, bought, 1);
    await refundUnits(s, bought, 1);
    await requestReturn(s, bought, 1);
    await s.runtime.advance(1);
    expect(await readOrder(s, bought)).toMatchObject({ fulfilments: [{}, {}], returns: [{}], refunds: [{}] });
  }
  const page = z.object({ orders: z.object({ nodes: z.array(z.unknown()) }) });
  const ask = (first: number) =>
    statements(s, async () => {
      const { data } = await s.query(`{ orders(first: ${first}) { nodes { ${selection} } } }`, {}, staff);
      expect(page.parse(data).orders.nodes).toHaveLength(first);
    });
  const forOne = await ask(1);
  // One of them reads the settings, of which returnDays tells what can be returned.
  expect(forOne).toBe(19);
  expect(await ask(6)).toBe(forOne);

  const returns = (first: number) =>
    statements(s, async () => {
      const text = `{ returns(first: ${first}) { nodes { state order { number } parts { line { title } } refund { state } } } }`;
      expect(
        z.object({ returns: z.object({ nodes: z.array(z.unknown()) }) }).parse((await s.query(text, {}, staff)).data),
      ).toMatchObject({
        returns: { nodes: { length: first } },
      });
    });
  expect(await returns(6)).toBe(await returns(1));
});
