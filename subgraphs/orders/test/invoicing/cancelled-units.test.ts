/** Credit notes of cancelled units: at the cancellation and once, whichever way the money goes back. */
import { dropTriggers } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { documents, invoicingShop, netOf, taxReport } from "../support/back-office/tax-documents.ts";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  cancelParts,
  deliver,
  readOrder,
  refund,
  refundUnits,
  runRetries,
  ship,
  staff,
} from "../support/order-changes.ts";
import type { Shop, ShopOptions } from "../support/shop.ts";

const pending = { outcome: "pending" } as const;
const failed = { outcome: "failed", reason: "closed" } as const;
const month = "2026-01";

/** Two mugs at 14.90, with 4.90 for shipping. */
async function buyMugs(options: ShopOptions = {}, quantity = 2) {
  const s = await invoicingShop(options);
  return { s, bought: await buy(s, [{ prices: { EUR: 1_490 }, quantity }]) };
}

/** The causes and totals of the credit notes, in sequence. */
async function notesOf(s: Shop): Promise<[string, number][]> {
  const notes = await documents(s, { kind: "CREDIT_NOTE" });
  return notes.map(({ cause, total }) => [cause, total.minor]);
}

async function dispute(s: Shop, { payment }: Bought, state: "OPEN" | "WON" | "LOST", minor?: number): Promise<void> {
  s.payments.dispute(payment, state, minor);
  await s.applyEvents();
}

/** Settles the first refund that the provider knows. */
async function settleFirst(s: Shop, state: "SUCCEEDED" | "FAILED"): Promise<void> {
  const [id] = [...s.payments.refunds.known.keys()];
  s.payments.refunds.settle(present(id, "a refund"), state);
  await runRetries(s);
}

test("after a lost dispute, cancelled units have their credit notes, and the taxes of the order sum to zero", async () => {
  const { s, bought } = await buyMugs();
  await dispute(s, bought, "OPEN");
  await dispute(s, bought, "LOST");
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", settlement: "REFUNDED" });
  await cancelParts(s, bought, 1);
  expect(await notesOf(s)).toEqual([["CANCELLATION", 1_490]]);
  await cancel(s, bought.orderId, staff);
  await runRetries(s);
  expect(await notesOf(s)).toEqual([
    ["CANCELLATION", 1_490],
    ["CANCELLATION", 1_980],
  ]);
  expect(netOf(await documents(s))).toEqual({});
  expect((await taxReport(s, month)).totals).toMatchObject([
    { sales: { total: { minor: 3_470 } }, cancellations: { total: { minor: 3_470 } }, net: { tax: { minor: 0 } } },
  ]);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", settlement: "REFUNDED", refunds: [] });
  // No money moved: payments was asked for nothing.
  expect(bought.payment.refundedMinor).toBeUndefined();
});

test("units cancelled during a dispute are credited at once; the refund after a won dispute adds no note", async () => {
  const { s, bought } = await buyMugs();
  await dispute(s, bought, "OPEN");
  await cancelParts(s, bought, 1);
  expect(await notesOf(s)).toEqual([["CANCELLATION", 1_490]]);
  await dispute(s, bought, "WON");
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(1_490);
  expect(await notesOf(s)).toEqual([["CANCELLATION", 1_490]]);
});

test("a lost dispute over goods that were sent adds no credit note, and its order is settled as refunded", async () => {
  const { s, bought } = await buyMugs();
  await deliver(s, bought, 2);
  await dispute(s, bought, "OPEN");
  expect((await readOrder(s, bought)).settlement).toBe("PAID");
  await dispute(s, bought, "LOST");
  await runRetries(s);
  expect(await notesOf(s)).toEqual([]);
  expect((await readOrder(s, bought)).settlement).toBe("REFUNDED");
});

test("refunds and lost disputes together return all captured money", async () => {
  const { s, bought } = await buyMugs();
  await deliver(s, bought, 2);
  await refundUnits(s, bought, 1);
  await dispute(s, bought, "OPEN", 1_980);
  expect((await readOrder(s, bought)).settlement).toBe("PARTIALLY_REFUNDED");
  await dispute(s, bought, "LOST", 1_980);
  expect((await readOrder(s, bought)).settlement).toBe("REFUNDED");
  expect(await notesOf(s)).toEqual([["REFUND", 1_490]]);
});

test("a cancelled mug is credited at once although its refund fails, and another refund of it adds no note", async () => {
  const { s, bought } = await buyMugs();
  s.payments.refunds.responses.push(failed);
  await cancelParts(s, bought, 1);
  expect(await notesOf(s)).toEqual([["CANCELLATION", 1_490]]);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "REFUND_DUE", hold: { reason: "REFUND_FAILED" } });
  await refundUnits(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "PARTIALLY_REFUNDED", hold: null });
  expect(await notesOf(s)).toEqual([["CANCELLATION", 1_490]]);
});

test.each(["SUCCEEDED", "FAILED"] as const)(
  "the pending refund of a cancelled mug that %s adds no note",
  async (state) => {
    const { s, bought } = await buyMugs();
    s.payments.refunds.responses.push(pending);
    await cancelParts(s, bought, 1);
    expect(await notesOf(s)).toEqual([["CANCELLATION", 1_490]]);
    await settleFirst(s, state);
    expect(await notesOf(s)).toEqual([["CANCELLATION", 1_490]]);
  },
);

test("a refund of cancelled units that a bank returns adds no note, and the order is owed money again", async () => {
  const { s, bought } = await buyMugs();
  await cancel(s, bought.orderId, staff);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "REFUNDED" });
  await settleFirst(s, "FAILED");
  expect(await notesOf(s)).toEqual([["CANCELLATION", 3_470]]);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "REFUND_DUE" });
  await refund(s, bought, { adjustmentMinor: 3_470 });
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "REFUNDED" });
  expect(await notesOf(s)).toEqual([["CANCELLATION", 3_470]]);
});

test("unsent units that a refund cancels are credited as cancelled, also if a bank returns the refund", async () => {
  const { s, bought } = await buyMugs({}, 3);
  await ship(s, bought, 1);
  // The sent unit is refunded first, then an unsent one.
  await refund(s, bought, { lines: [{ lineId: bought.line.lineId, quantity: 2 }], adjustmentMinor: 100 });
  expect(await notesOf(s)).toEqual([
    ["REFUND", 1_590],
    ["CANCELLATION", 1_490],
  ]);
  await settleFirst(s, "FAILED");
  expect(await notesOf(s)).toEqual([
    ["REFUND", 1_590],
    ["CANCELLATION", 1_490],
    ["REVERSAL", -1_590],
  ]);
});

test("units that were refunded and still to be sent have one note, and it stands once they are cancelled", async () => {
  const { s, bought } = await buyMugs();
  await refundUnits(s, bought, 1, { keepFulfillable: true });
  await cancelParts(s, bought, 1);
  expect(await notesOf(s)).toEqual([["REFUND", 1_490]]);
  await settleFirst(s, "FAILED");
  expect(await notesOf(s)).toEqual([["REFUND", 1_490]]);
});

test("a refund at the provider pays the amount that is owed back first, and credits only the rest", async () => {
  const { s, bought } = await buyMugs();
  s.payments.refunds.responses.push(failed);
  await cancelParts(s, bought, 1);
  s.payments.refunds.refundThere(bought.payment, "ref_there", 1_790);
  await runRetries(s);
  expect(await notesOf(s)).toEqual([
    ["CANCELLATION", 1_490],
    ["REFUND", 300],
  ]);
});

test("shipping that was waived with the last parcel unit is credited once, and owed back until it is refunded", async () => {
  const s = await invoicingShop();
  const bought = await buy(s, [{ prices: { EUR: 2_495 } }, { prices: { EUR: 999 }, weightGrams: null }]);
  s.payments.refunds.responses.push(failed);
  await cancelParts(s, bought, 1);
  await runRetries(s);
  expect(await notesOf(s)).toEqual([["CANCELLATION", 2_985]]);
  await refundUnits(s, bought, 1);
  expect((await readOrder(s, bought)).settlement).toBe("REFUND_DUE");
  await refund(s, bought, { shippingMinor: 490 });
  expect((await readOrder(s, bought)).settlement).toBe("PARTIALLY_REFUNDED");
  expect(await notesOf(s)).toEqual([["CANCELLATION", 2_985]]);
});

test("a gesture before the cancellation is not credited twice: all notes together are the invoice", async () => {
  const { s, bought } = await buyMugs();
  await refund(s, bought, { adjustmentMinor: 491 });
  await cancelParts(s, bought, 1);
  await cancel(s, bought.orderId, staff);
  await runRetries(s);
  expect(await notesOf(s)).toEqual([
    ["REFUND", 491],
    ["CANCELLATION", 1_490],
    ["CANCELLATION", 1_489],
  ]);
  expect(netOf(await documents(s))).toEqual({});
});

test("an upgrade credits cancelled units that have no note on its day, once", async () => {
  const { s, bought } = await buyMugs();
  s.payments.refunds.responses.push(failed);
  await cancelParts(s, bought, 1);
  await dropTriggers(s.place, "tax_documents_are_never_changed", "tax_documents_are_never_removed");
  // As a version before this rule left the order: the credit note would have come with the refund.
  await s.corruptStore("DELETE FROM tax_documents WHERE kind = 'CREDIT_NOTE'");
  await s.corruptStore("UPDATE orders SET settlement = 'PAID'");
  const insert = `INSERT INTO order_tasks (order_id, kind, subject_id, attempts, due_at) VALUES ('${bought.orderId}', 'REASSESS', '${bought.orderId}', 0, 0)`;
  await s.corruptStore(insert);
  await s.runtime.advance(3 * 24 * 60 * 60_000);
  await s.restart();
  await runRetries(s);
  expect(await documents(s, { kind: "CREDIT_NOTE" })).toMatchObject([
    { cause: "CANCELLATION", total: { minor: 1_490 }, date: "2026-01-18" },
  ]);
  expect((await readOrder(s, bought)).settlement).toBe("REFUND_DUE");
  await s.corruptStore("DELETE FROM order_tasks WHERE kind = 'REASSESS'");
  await s.corruptStore(insert);
  await s.restart();
  await runRetries(s);
  expect(await notesOf(s)).toHaveLength(1);
});
