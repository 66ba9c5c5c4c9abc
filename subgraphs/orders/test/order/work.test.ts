/** Work in the warehouse: lists of orders by work, the most that each change takes, and the next statuses and actions, along random histories. */
import { changeStore, userWith } from "@hansa/kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancelParts,
  deliver,
  prepareUnits,
  receive,
  refundUnits,
  requestReturn,
  resolve,
  send,
  ship,
  staff,
  updateShipment,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { closeReturn } from "../support/returns.ts";
import { ada, type Sender, type Shop, shop } from "../support/shop.ts";
import { upgradeStatement } from "../support/upgrades.ts";
import { declare, partsOf } from "../support/withdrawals.ts";

const works = ["TO_PREPARE", "TO_PACK", "TO_HAND_OVER", "TO_SEND_AGAIN"] as const;

const listed = z.object({ orders: z.object({ totalCount: z.number(), nodes: z.array(z.object({ id: z.string() })) }) });

async function list(s: Shop, filter: Record<string, unknown>): Promise<string[]> {
  const text = "query ($filter: OrderFilter) { orders(filter: $filter) { totalCount nodes { id } } }";
  const { data, errors } = await s.query(text, { filter }, staff);
  if (errors) throw new Error(JSON.stringify(errors));
  const { nodes, totalCount } = listed.parse(data).orders;
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ id }) => id);
}

const shown = z.object({
  hold: z.object({ reason: z.string() }).nullable(),
  nextActions: z.array(z.string()),
  lines: z.array(
    z.object({
      id: z.string(),
      toPrepare: z.number(),
      resendable: z.number(),
      cancellable: z.number(),
      refundable: z.number(),
    }),
  ),
  fulfilments: z.array(
    z.object({
      id: z.string(),
      shipments: z.array(z.object({ id: z.string(), status: z.string(), nextStatuses: z.array(z.string()) })),
    }),
  ),
});

async function read(s: Shop, { orderId }: Bought, sender: Sender = staff) {
  const text = `query ($id: ID!) { order(id: $id) { hold { reason } nextActions
    lines { id toPrepare resendable cancellable refundable }
    fulfilments { id shipments { id status nextStatuses } } } }`;
  const { data, errors } = await s.query(text, { id: orderId }, sender);
  if (errors) throw new Error(JSON.stringify(errors));
  const order = shown.parse(Object(data).order);
  return { ...order, line: present(order.lines[0]), parcels: order.fulfilments.flatMap(({ shipments }) => shipments) };
}

const steps = {
  prepare: (s, bought) => prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 1 }]),
  prepareAgain: (s, { orderId, line }) => {
    const parts = [{ lineId: line.lineId, quantity: 1 }];
    return change(s, "fulfilmentCreate", { orderId, parts, resend: true, idempotencyKey: newKey() }, staff);
  },
  pack: async (s, bought) => {
    for (const { id } of (await read(s, bought)).fulfilments) await send(s, id, { isReady: true });
  },
  move: async (s, bought, status) => {
    for (const { id } of (await read(s, bought)).parcels.slice(-1)) await updateShipment(s, id, { status });
  },
  cancel: (s, bought) => cancelParts(s, bought, 1),
  refund: (s, bought) => refundUnits(s, bought, 1),
  hold: (s, { orderId }) => change(s, "orderHold", { orderId, note: "Look." }, staff),
  release: (s, { orderId }) => change(s, "orderHoldRelease", { orderId, note: "Fine." }, staff),
} satisfies Record<string, (s: Shop, bought: Bought, status: string) => Promise<unknown>>;

const anyStep = fc.record({
  of: fc.nat(1),
  name: fc.constantFrom<(keyof typeof steps)[]>(
    "prepare",
    "prepareAgain",
    "pack",
    "move",
    "cancel",
    "refund",
    "hold",
    "release",
  ),
  status: fc.constantFrom("SHIPPED", "DELIVERED", "RETURNED", "LOST", "UNPACKED"),
});

/** The maximum that the refusal of too many units names. */
async function mostOf(answer: Promise<unknown>): Promise<number> {
  return z.object({ __typename: z.literal("QuantityExceededError"), units: z.number() }).parse(await answer).units;
}

async function expectAgreement(s: Shop, orders: readonly Bought[]): Promise<void> {
  const lists = Object.fromEntries(await Promise.all(works.map(async (work) => [work, await list(s, { work })])));
  for (const bought of orders) {
    const order = await read(s, bought);
    const isIn = (work: (typeof works)[number]) => lists[work].includes(bought.orderId);
    const isFree = order.hold === null;
    expect([isIn("TO_PREPARE") || isIn("TO_SEND_AGAIN"), isIn("TO_PACK")]).toEqual([
      order.nextActions.includes("FULFIL"),
      order.nextActions.includes("SHIP"),
    ]);
    expect(isIn("TO_PREPARE")).toBe(isFree && order.line.toPrepare > 0);
    expect(isIn("TO_SEND_AGAIN")).toBe(isFree && order.line.resendable > 0);
    expect(isIn("TO_HAND_OVER")).toBe(isFree && order.parcels.some(({ status }) => status === "READY"));
    await expectMost(s, bought, order);
    for (const { id, nextStatuses } of order.parcels) {
      const refused = Object(await updateShipment(s, id, { status: "READY" }));
      if (refused.__typename === "ShipmentTransitionError") expect(refused.mayFollow).toEqual(nextStatuses);
      else expect(refused.__typename).toBe("ShipmentUpdated");
    }
  }
}

/** Each number is the most that its change takes: one more unit is refused, and the refusal names it. */
async function expectMost(s: Shop, bought: Bought, { line, nextActions }: Awaited<ReturnType<typeof read>>) {
  if (nextActions.includes("CANCEL_LINES"))
    expect(await mostOf(cancelParts(s, bought, line.cancellable + 1))).toBe(line.cancellable);
  if (nextActions.includes("REFUND"))
    expect(await mostOf(refundUnits(s, bought, line.refundable + 1))).toBe(line.refundable);
  if (!nextActions.includes("FULFIL")) return;
  const tooMany = (quantity: number, more = {}) =>
    mostOf(
      change(
        s,
        "fulfilmentCreate",
        { orderId: bought.orderId, parts: [{ lineId: line.id, quantity }], idempotencyKey: newKey(), ...more },
        staff,
      ),
    );
  if (line.toPrepare > 0) expect(await tooMany(line.toPrepare + 1)).toBe(line.toPrepare);
  if (line.resendable > 0) expect(await tooMany(line.resendable + 1, { resend: true })).toBe(line.resendable);
}

test("lists by work, and the most that each change takes, agree with the actions after any history", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 14 }), async (history) => {
      const s = await shop();
      const orders = [await buy(s), await buy(s, [{ quantity: 2 }], { viewer: ada })];
      for (const { of, name, status } of history) await steps[name](s, present(orders[of]), status);
      await expectAgreement(s, orders);
    }),
    { numRuns: 12 },
  );
});

const acting = z.object({ nextActions: z.array(z.string()) });

/** The next actions of a return or a withdrawal, for the viewer. */
async function actionsOf(s: Shop, { orderId }: Bought, field: "returns" | "withdrawals", sender: Sender = staff) {
  const text = `query ($id: ID!) { order(id: $id) { ${field} { nextActions } } }`;
  const { data, errors } = await s.query(text, { id: orderId }, sender);
  if (errors) throw new Error(JSON.stringify(errors));
  return z
    .array(acting)
    .parse(Object(data).order[field])
    .map(({ nextActions }) => nextActions);
}

test("a return names what can be done with it, in each of its states and for each role", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 3);
  const returnId = present((await requestReturn(s, bought, 2)).orderReturn).id;
  const next = async (sender?: Sender) => (await actionsOf(s, bought, "returns", sender)).at(-1);
  expect(await next()).toEqual(["APPROVE", "REJECT"]);
  expect(await next({ viewer: ada })).toEqual([]);
  expect(await next({ viewer: userWith("user_f", ["orders:read", "refunds:write"], "FINANCE") })).toEqual([]);
  expect(await closeReturn(s, returnId, "NOT_ARRIVED")).toMatchObject({ __typename: "ReturnTransitionError" });
  await resolve(s, returnId, "APPROVE");
  expect(await next()).toEqual(["RECEIVE", "CLOSE"]);
  const refundReturn = () => refundUnits(s, bought, 1, { returnId });
  expect(await refundReturn()).toMatchObject({ __typename: "ReturnTransitionError" });
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await next()).toEqual(["RECEIVE", "REFUND", "CLOSE"]);
  expect(await next({ viewer: userWith("user_f", ["orders:read", "refunds:write"], "FINANCE") })).toEqual(["REFUND"]);
  expect(await refundReturn()).toMatchObject({ __typename: "OrderRefunded" });
  expect(await next()).toEqual(["RECEIVE", "CLOSE"]);
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await next()).toEqual(["REFUND", "CLOSE"]);
  await refundReturn();
  expect(await next()).toEqual([]);
  expect(await closeReturn(s, returnId, "NOT_ARRIVED")).toMatchObject({ __typename: "ReturnTransitionError" });
});

test("a withdrawal names what can be done with it: a stranger's waits for its confirmation, a buyer's for proof or goods", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await deliver(s, bought, 2);
  await declare(s, { orderNumber: bought.number, ...partsOf(bought, 1) });
  const next = (sender?: Sender) => actionsOf(s, bought, "withdrawals", sender);
  expect(await next()).toEqual([["CONFIRM", "CONTEST"]]);
  expect(await next({ viewer: ada })).toEqual([[]]);
  const id = String(Object((await s.rows("SELECT id FROM withdrawals"))[0]).id);
  await change(s, "withdrawalConfirm", { withdrawalId: id, idempotencyKey: newKey() }, staff);
  expect(await next()).toEqual([["RECORD_PROOF", "CONTEST"]]);
  await change(s, "withdrawalProofRecord", { withdrawalId: id, idempotencyKey: newKey() }, staff);
  expect(await next()).toEqual([["CONTEST", "REFUND"]]);
  await change(s, "withdrawalContest", { withdrawalId: id, note: "Used.", idempotencyKey: newKey() }, staff);
  expect(await next()).toEqual([["REFUND"]]);
});

test("the upgrade counts the units to send again of earlier lines: those that came back, without the refunded ones", async () => {
  const s = await shop();
  const bought = await buy(s);
  await updateShipment(s, await ship(s, bought, 3), { status: "RETURNED" });
  await refundUnits(s, bought, 1);
  const counted = () => s.rows("SELECT resendable FROM line_counters");
  expect(await counted()).toEqual([{ resendable: 2 }]);
  await changeStore(s.place, "UPDATE line_counters SET resendable = 0");
  await changeStore(s.place, upgradeStatement(s, "work_and_search", "coalesce(sum("));
  expect(await counted()).toEqual([{ resendable: 2 }]);
});
