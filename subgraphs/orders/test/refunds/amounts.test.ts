/** Amounts of a refund: typed ones, amounts that are limited by the money that is left, and worth that is held back and remains a sale. */
import { expect, test } from "vitest";
import { documents, invoicingShop, taxReport } from "../support/back-office/tax-documents.ts";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancelParts,
  deliver,
  readBalance,
  readOrder,
  receive,
  refund,
  refundUnits,
  requestReturn,
  resolve,
  runRetries,
  ship,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { type Shop, type ShopOptions, shop } from "../support/shop.ts";

/** Two mugs at 29.80 with tax, and a parcel at 2.95. */
async function buyMugs(options: ShopOptions = {}) {
  const s = await invoicingShop(options);
  await s.corruptStore("UPDATE shipping_rates SET minor = 295 WHERE minor = 490");
  return { s, bought: await buy(s, [{ prices: { EUR: 1_490 }, quantity: 2 }]) };
}

async function deliverMugs(options: ShopOptions = {}) {
  const { s, bought } = await buyMugs(options);
  await deliver(s, bought, 2);
  return { s, bought };
}

type Typed = { quantity: number; amountMinor: number };

function refundLine(s: Shop, bought: Bought, { quantity, amountMinor }: Typed, more: object = {}) {
  return refund(s, bought, { lines: [{ lineId: bought.line.lineId, quantity, amountMinor }], ...more });
}

/** The totals and taxes of the credit notes, in sequence. */
async function notesOf(s: Shop): Promise<[number, number][]> {
  const notes = await documents(s, { kind: "CREDIT_NOTE" });
  return notes.map(({ total, tax }) => [total.minor, tax.minor]);
}

test.each([
  ["before they are sent", buyMugs, "CANCELLED"],
  ["after their delivery", deliverMugs, "DELIVERED"],
] as const)("after a goodwill payment, units get the money that is left: %s", async (_when, open, state) => {
  const { s, bought } = await open();
  await refund(s, bought, { adjustmentMinor: 300 });
  expect(await refundUnits(s, bought, 2)).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 2_975 }, parts: [{ quantity: 2, amount: { minor: 2_975 } }] },
    heldBack: { minor: 5, currency: "EUR" },
    order: { state, settlement: "REFUNDED", amountDue: { minor: 0 }, lines: [{ refunded: 2 }] },
  });
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(3_275);
  const totals = (await notesOf(s)).map(([total]) => total);
  expect(totals.reduce((sum, total) => sum + total, 0)).toBe(3_275);
});

test("a typed amount is refunded for sent units; they count as refunded, and what is held back remains a sale", async () => {
  const { s, bought } = await deliverMugs();
  expect(await refundLine(s, bought, { quantity: 2, amountMinor: 2_480 })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 2_480 }, parts: [{ quantity: 2, amount: { minor: 2_480 } }] },
    heldBack: { minor: 500 },
    order: { settlement: "PARTIALLY_REFUNDED", amountDue: { minor: 0 }, lines: [{ refunded: 2 }] },
  });
  expect(await notesOf(s)).toEqual([[2_480, 396]]);
  expect(await refundUnits(s, bought, 1)).toMatchObject({ __typename: "QuantityExceededError", units: 0 });
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(2_480);
  const report = await taxReport(s, "2026-01");
  expect(report.totals[0]?.net.total.minor).toBe(3_275 - 2_480);
  expect(await refund(s, bought, { adjustmentMinor: 500, shippingMinor: 295 })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 795 } },
    order: { settlement: "REFUNDED", amountDue: { minor: 0 } },
  });
  await runRetries(s);
  expect((await taxReport(s, "2026-01")).totals[0]?.net.total.minor).toBe(0);
});

test("a typed amount is at most the worth of its units, and at most what is left", async () => {
  const { s, bought } = await deliverMugs();
  const path = ["input", "lines", "0", "amountMinor"];
  expect(await refundLine(s, bought, { quantity: 2, amountMinor: 2_981 })).toMatchObject({
    __typename: "AmountExceededError",
    maximumAmount: { minor: 2_980, currency: "EUR" },
    path,
  });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 1_491 })).toMatchObject({
    maximumAmount: { minor: 1_490 },
    path,
  });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 2 ** 53 - 1 })).toMatchObject({
    maximumAmount: { minor: 1_490 },
    path,
  });
  await refund(s, bought, { adjustmentMinor: 3_000 });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 276 })).toMatchObject({
    maximumAmount: { minor: 275 },
    path,
  });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 200 }, { adjustmentMinor: 76 })).toMatchObject({
    maximumAmount: { minor: 75 },
    path: ["input", "adjustmentMinor"],
  });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 200 }, { shippingMinor: 76 })).toMatchObject({
    maximumAmount: { minor: 75 },
    path: ["input", "shippingMinor"],
  });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: -1 })).toMatchObject({
    problems: [{ path, code: "NEGATIVE" }],
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ credited: 0 });
});

test("unsent units are refunded with their whole worth only", async () => {
  const { s, bought } = await buyMugs();
  await ship(s, bought, 1);
  const path = ["input", "lines", "0", "amountMinor"];
  expect(await refundLine(s, bought, { quantity: 2, amountMinor: 2_979 })).toMatchObject({
    problems: [{ path, code: "UNSENT" }],
  });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 1_000 })).toMatchObject({ heldBack: { minor: 490 } });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 1_000 })).toMatchObject({
    problems: [{ path, code: "UNSENT" }],
  });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 1_490 })).toMatchObject({
    refund: { amount: { minor: 1_490 } },
    heldBack: { minor: 0 },
    order: { lines: [{ refunded: 2, cancelled: 1 }] },
  });
});

test("typed amounts, shipping and the adjustment come first; then lines without an amount get what is left", async () => {
  const s = await shop();
  const bought = await buy(s, [
    { prices: { EUR: 1_000 }, quantity: 1 },
    { prices: { EUR: 600 }, quantity: 1 },
  ]);
  for (const { lineId } of bought.lines) await deliver(s, { ...bought, line: { ...bought.line, lineId } }, 1);
  const [first, second] = bought.lines.map(({ lineId }) => lineId);
  const lines = [
    { lineId: first, quantity: 1 },
    { lineId: second, quantity: 1, amountMinor: 500 },
  ];
  expect(await refund(s, bought, { lines, adjustmentMinor: 800 })).toMatchObject({
    refund: {
      amount: { minor: 2_090 },
      adjustment: { minor: 800 },
      parts: expect.arrayContaining([
        { line: { id: first }, quantity: 1, amount: { minor: 790, currency: "EUR" } },
        { line: { id: second }, quantity: 1, amount: { minor: 500, currency: "EUR" } },
      ]),
    },
    heldBack: { minor: 310 },
  });
});

test("entries of one line have amounts of their own, and are one part of the refund", async () => {
  const { s, bought } = await deliverMugs();
  const { lineId } = bought.line;
  const lines = [
    { lineId, quantity: 1, restock: true },
    { lineId, quantity: 1, amountMinor: 90 },
  ];
  expect(await refund(s, bought, { lines })).toMatchObject({
    refund: { amount: { minor: 1_580 }, parts: [{ quantity: 2, amount: { minor: 1_580 } }] },
    heldBack: { minor: 1_400 },
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ credited: 2, restocked: 1 });
});

test("a refund of zero has succeeded at once, without call, document or e-mail, and settles its return", async () => {
  const { s, bought } = await deliverMugs();
  await refund(s, bought, { adjustmentMinor: 3_275 });
  await runRetries(s);
  const mails = s.mail().length;
  const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, 1);
  const returnId = present(orderReturn).id;
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 0 }, parts: [{ quantity: 1, amount: { minor: 0 } }] },
    heldBack: { minor: 1_490 },
    order: { settlement: "REFUNDED", returns: [{ state: "REFUNDED" }], lines: [{ refunded: 1 }] },
  });
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 0 })).toMatchObject({
    refund: { state: "SUCCEEDED" },
    heldBack: { minor: 1_490 },
  });
  await runRetries(s);
  expect(
    s
      .mail()
      .slice(mails)
      .filter((mail) => mail.includes("refunded")),
  ).toEqual([]);
  expect(await notesOf(s)).toHaveLength(1);
  expect(s.payments.refunds.known.size).toBe(1);
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "REFUNDED")).toHaveLength(1);
});

test("a refund that fails holds nothing back, and its units can be refunded in full", async () => {
  const { s, bought } = await deliverMugs();
  const { refund: first } = await refundLine(s, bought, { quantity: 2, amountMinor: 2_480 });
  s.payments.refunds.settle(present(first).id, "FAILED");
  await s.applyEvents();
  expect((await readOrder(s, bought)).lines).toMatchObject([{ refunded: 0, partlyRefunded: 0 }]);
  expect(await refundUnits(s, bought, 2)).toMatchObject({
    refund: { amount: { minor: 2_980 } },
    heldBack: { minor: 0 },
  });
  expect((await notesOf(s)).map(([total]) => total)).toEqual([2_480, -2_480, 2_980]);
});

test("no automatic refund takes money that was held back", async () => {
  const { s, bought } = await buyMugs();
  await deliver(s, bought, 1);
  await refundLine(s, bought, { quantity: 1, amountMinor: 1_000 });
  await cancelParts(s, bought, 1);
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(1_000 + 1_490);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "PARTIALLY_REFUNDED", amountDue: { minor: 0 } });
});

test("captured on fulfilment, money held back is captured once, and units that were never charged are not", async () => {
  const { s, bought } = await buyMugs({ captureMode: "ON_FULFILMENT" });
  await deliver(s, bought, 1);
  await runRetries(s);
  expect(bought.payment.capturedMinor).toBe(1_490 + 295);
  expect(await refundLine(s, bought, { quantity: 1, amountMinor: 1_000 })).toMatchObject({ heldBack: { minor: 490 } });
  await deliver(s, bought, 1);
  await runRetries(s);
  expect(bought.payment).toMatchObject({ capturedMinor: 3_275, refundedMinor: 1_000 });
  expect(await readOrder(s, bought)).toMatchObject({ amountDue: { minor: 0 } });
});
