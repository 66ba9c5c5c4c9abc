/** Idempotency of every mutation of goods or money: the same input gives the same result, another input is rejected. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  deliver,
  prepareUnits,
  requestReturn,
  resolve,
  ship,
  staff,
} from "../support/order-changes.ts";
import { type Shop, shop } from "../support/shop.ts";

type Repeated = {
  mutation: Parameters<typeof change>[1];
  input(s: Shop, bought: Bought): Promise<Record<string, unknown>>;
  other: Record<string, unknown>;
};

const partsOf = ({ line }: Bought, quantity: number) => [{ lineId: line.lineId, quantity }];

const all: Repeated[] = [
  {
    mutation: "orderCancel",
    input: async (_s, { orderId }) => ({ orderId, note: "Twice." }),
    other: { note: "Thrice." },
  },
  {
    mutation: "orderLinesCancel",
    input: async (_s, bought) => ({ orderId: bought.orderId, parts: partsOf(bought, 1) }),
    other: { parts: [{ lineId: "line_1", quantity: 2 }] },
  },
  {
    mutation: "orderRefund",
    input: async (s, bought) => {
      await ship(s, bought, 1);
      const lines = partsOf(bought, 1).map((part) => ({ ...part, restock: true }));
      return { orderId: bought.orderId, lines, reason: "Broken." };
    },
    other: { reason: "Late." },
  },
  {
    mutation: "orderCapture",
    input: async (_s, { orderId }) => ({ orderId, amountMinor: 500 }),
    other: { amountMinor: 501 },
  },
  {
    mutation: "fulfilmentCreate",
    input: async (_s, bought) => ({ orderId: bought.orderId, parts: partsOf(bought, 1) }),
    other: { parts: [{ lineId: "line_1", quantity: 2 }] },
  },
  {
    mutation: "shipmentCreate",
    input: async (s, bought) => {
      const { fulfilment } = await prepareUnits(s, bought.orderId, partsOf(bought, 2));
      return { fulfilmentId: present(fulfilment).id, carrier: "Post", parts: partsOf(bought, 1) };
    },
    other: { carrier: "Cart" },
  },
  {
    mutation: "returnRequest",
    input: async (s, bought) => {
      await deliver(s, bought, 2);
      return { orderId: bought.orderId, parts: partsOf(bought, 1), reason: "Too small." };
    },
    other: { reason: "Too large." },
  },
  {
    mutation: "returnReceive",
    input: async (s, bought) => {
      await deliver(s, bought, 2);
      const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, 2);
      await resolve(s, present(orderReturn).id, "APPROVE");
      return { returnId: present(orderReturn).id, parts: partsOf(bought, 1) };
    },
    other: { parts: [{ lineId: "line_1", quantity: 2 }] },
  },
  {
    mutation: "returnClose",
    input: async (s, bought) => {
      await deliver(s, bought, 2);
      const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, 2);
      await resolve(s, present(orderReturn).id, "APPROVE");
      return { returnId: present(orderReturn).id, outcome: "REFUSED" };
    },
    other: { outcome: "NOT_ARRIVED" },
  },
];

test.each(all)(
  "$mutation: the same key returns the same response for the same input, and is refused for another",
  async ({ mutation, input, other }) => {
    const s = await shop({ captureMode: "ON_FULFILMENT" });
    const bought = await buy(s);
    const request = { idempotencyKey: "again", ...(await input(s, bought)) };
    const events = () => s.rows("SELECT count(*) AS told FROM outbox");
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => change(s, mutation, request, staff)));
    expect([first, second, third].map((response) => response?.__typename)).not.toContain("ValidationError");
    expect([first, second, third].filter((response) => response?.replayed)).toHaveLength(2);
    await s.applyEvents();
    const published = await events();
    const { replayed, ...again } = await change(s, mutation, request, staff);
    expect(replayed).toBe(true);
    expect(again).toEqual({ ...first, replayed: undefined });
    expect(await events()).toEqual(published);
    expect(await change(s, mutation, { ...request, ...other }, staff)).toMatchObject({
      __typename: "IdempotencyKeyReusedError",
    });
  },
);
