/** Goods to put back: fulfilments whose units were cancelled or refunded after they had been set aside. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { change, present, seeOrder } from "../support/mutations.ts";
import { buy, cancel, cancelParts, prepareUnits, refundUnits, send, staff } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

const warehouse = { viewer: userWith("user_warehouse", ["orders:read", "fulfilments:write"], "FULFILMENT") };
const page = z.object({
  totalCount: z.number(),
  nodes: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      order: z.object({ id: z.string() }),
      toPutBack: z.array(z.object({ quantity: z.number() })),
    }),
  ),
});

/** The fulfilments that match the filter. */
async function fulfilments(s: Shop, filter: Record<string, unknown> = {}) {
  const text = `query ($filter: FulfilmentFilter) { fulfilments(filter: $filter) {
    totalCount nodes { id state order { id } toPutBack { quantity } } } }`;
  const { data, errors } = await s.query(text, { filter }, warehouse);
  if (errors) throw new Error(JSON.stringify(errors));
  const { totalCount, nodes } = page.parse(data?.fulfilments);
  expect(totalCount).toBe(nodes.length);
  return nodes;
}

/** An order of three units, of which `units` are set aside. */
async function aside(s: Shop, units: number) {
  const bought = await buy(s);
  const { lineId } = bought.line;
  const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId, quantity: units }]);
  return { bought, lineId, fulfilmentId: present(fulfilment, "a fulfilment").id };
}

function putBack(s: Shop, fulfilmentId: string, lineId: string, quantity: number) {
  const input = { fulfilmentId, parts: [{ lineId, quantity }], idempotencyKey: newKey() };
  return change(s, "fulfilmentPutBack", input, warehouse);
}

test("a fulfilment is cancelled with its order, and its goods are listed until they are put back", async () => {
  const s = await shop();
  const { bought, lineId, fulfilmentId } = await aside(s, 2);
  const other = await aside(s, 1);
  expect(await fulfilments(s, { isToPutBack: true })).toEqual([]);
  await cancel(s, bought.orderId, staff);
  const cancelled = { id: fulfilmentId, state: "CANCELLED", order: { id: bought.orderId } };
  expect(await fulfilments(s, { isToPutBack: true })).toEqual([{ ...cancelled, toPutBack: [{ quantity: 2 }] }]);
  expect(await fulfilments(s, { state: "OPEN" })).toMatchObject([{ id: other.fulfilmentId, toPutBack: [] }]);
  expect((await seeOrder(s, bought.orderId, staff))?.fulfilments).toMatchObject([
    { id: fulfilmentId, state: "CANCELLED", parts: [], toPutBack: [{ line: { id: lineId }, quantity: 2 }] },
  ]);
  expect(await putBack(s, fulfilmentId, lineId, 2)).toMatchObject({
    __typename: "FulfilmentGoodsPutBack",
    fulfilment: { id: fulfilmentId, state: "CANCELLED", toPutBack: [] },
  });
  expect(await fulfilments(s, { isToPutBack: true })).toEqual([]);
  expect(await fulfilments(s, { state: "CANCELLED" })).toEqual([{ ...cancelled, toPutBack: [] }]);
});

test("a fulfilment of which some units are cancelled stays open, and only those are put back", async () => {
  const s = await shop();
  const { bought, lineId, fulfilmentId } = await aside(s, 3);
  await cancelParts(s, bought, 1);
  const open = { id: fulfilmentId, state: "OPEN", order: { id: bought.orderId } };
  expect(await fulfilments(s, { isToPutBack: true })).toEqual([{ ...open, toPutBack: [{ quantity: 1 }] }]);
  expect(await putBack(s, fulfilmentId, lineId, 2)).toMatchObject({
    __typename: "QuantityExceededError",
    units: 1,
    cause: "NOT_CANCELLED",
  });
  await putBack(s, fulfilmentId, lineId, 1);
  expect(await fulfilments(s)).toEqual([{ ...open, toPutBack: [] }]);
});

test("units that were refunded before they were packed are put back, and the fulfilment is cancelled with the last one", async () => {
  const s = await shop();
  const { bought, fulfilmentId } = await aside(s, 3);
  await refundUnits(s, bought, 1);
  expect(await fulfilments(s)).toMatchObject([{ id: fulfilmentId, state: "OPEN", toPutBack: [{ quantity: 1 }] }]);
  await refundUnits(s, bought, 2);
  expect(await fulfilments(s)).toMatchObject([{ id: fulfilmentId, state: "CANCELLED", toPutBack: [{ quantity: 3 }] }]);
});

test("a fulfilment with a sent parcel stays open when its other units are cancelled", async () => {
  const s = await shop();
  const { bought, lineId, fulfilmentId } = await aside(s, 3);
  await send(s, fulfilmentId, { parts: [{ lineId, quantity: 2 }] });
  await cancelParts(s, bought, 1);
  expect(await fulfilments(s)).toMatchObject([{ id: fulfilmentId, state: "OPEN", toPutBack: [{ quantity: 1 }] }]);
});

test("two reports of the same goods count them once", async () => {
  const s = await shop();
  const { bought, lineId, fulfilmentId } = await aside(s, 2);
  await cancel(s, bought.orderId, staff);
  const both = await Promise.all([putBack(s, fulfilmentId, lineId, 2), putBack(s, fulfilmentId, lineId, 2)]);
  expect(both.map(({ __typename }) => __typename).sort()).toEqual(["FulfilmentGoodsPutBack", "QuantityExceededError"]);
});
