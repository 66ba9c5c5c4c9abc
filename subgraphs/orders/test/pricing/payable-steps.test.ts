/** Payable steps: totals are rounded to what every provider takes, and all money moves in multiples of it and sums to the total. */
import { expect, test } from "vitest";
import { createReceiptUrl } from "../../src/service/invoicing/receipt-link.ts";
import { save } from "../support/back-office/settings.ts";
import { documents, invoicingShop, netOf, taxReport } from "../support/back-office/tax-documents.ts";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  deliver,
  readOrder,
  refund,
  requestReturn,
  resolve,
  runRetries,
  ship,
  staff,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { readReport, sumByCurrency } from "../support/sales-report.ts";
import { type Shop, type ShopOptions, shop } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

const kuwaiti = { currencies: ["EUR", "KWD"], payableSteps: { KWD: 10 } };

/** Two goods at 4.567 and 2.500, not sent by parcel. */
const goods = [
  { prices: { KWD: 4_567, EUR: 4_567 }, weightGrams: null },
  { prices: { KWD: 2_500, EUR: 2_500 }, weightGrams: null },
];

async function buyIn(currency: string, options: ShopOptions = {}, wishes: Parameters<typeof buy>[1] = goods) {
  const s = await invoicingShop({ ...kuwaiti, ...options });
  return { s, bought: await buy(s, wishes, {}, { currency }) };
}

async function totalsOf(s: Shop, orderId: string) {
  const totals = "totals { subtotal { minor } shipping { minor } tax { minor } rounding { minor } total { minor } }";
  const response = await s.query(`query ($id: ID!) { order(id: $id) { ${totals} } }`, { id: orderId }, staff);
  return Object(response.data).order.totals;
}

/** The amounts of the refunds that payments was asked for, in sequence. */
function refundsOf(s: Shop): number[] {
  return [...s.payments.refunds.known.values()].map(({ request }) => request.amountMinor);
}

/** The total and the rounding of the invoice, then of the credit notes in sequence. */
async function booksOf(s: Shop): Promise<[string, number, number][]> {
  const [invoices, notes] = [await documents(s, { kind: "INVOICE" }), await documents(s, { kind: "CREDIT_NOTE" })];
  return [...invoices, ...notes].map(({ kind, total, rounding }) => [kind, total.minor, rounding.minor]);
}

/** The page of the invoice, or of a document below it. */
async function pageOf(s: Shop, orderId: string, below = ""): Promise<string> {
  const { pathname } = new URL(createReceiptUrl(s.running.service.deps, { id: orderId, linkVersion: 0 }));
  return (await s.running.service.internal.inject({ method: "GET", url: `${pathname}${below}` })).body;
}

test("4.567 and 2.500 KWD come to 7.070 with a rounding of 0.003, which no tax has", async () => {
  const { s, bought } = await buyIn("KWD");
  expect(await totalsOf(s, bought.orderId)).toMatchObject({
    subtotal: { minor: 7_067 },
    rounding: { minor: 3 },
    total: { minor: 7_070 },
  });
  expect(bought.payment.amountMinor).toBe(7_070);
  const [invoice] = await documents(s);
  expect(invoice).toMatchObject({ total: { minor: 7_070 }, rounding: { minor: 3 } });
  const taxed = present(invoice).taxLines.map(({ base, amount }) => base.minor + amount.minor);
  expect(taxed).toEqual([7_067]);
  expect(present(invoice).items.map(({ total }) => total.minor)).toEqual([4_567, 2_500]);
});

test("a refund of the first line is 4.560, then one of the second 2.510; their documents sum to nothing", async () => {
  const { s, bought } = await buyIn("KWD");
  const [first, second] = bought.lines;
  for (const line of [first, second])
    expect(await refund(s, bought, { lines: [{ lineId: present(line).lineId, quantity: 1 }] })).toMatchObject({
      refund: { state: "SUCCEEDED" },
      heldBack: { minor: 0 },
    });
  expect(refundsOf(s)).toEqual([4_560, 2_510]);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "REFUNDED", amountDue: { minor: 0 } });
  expect(await booksOf(s)).toEqual([
    ["INVOICE", 7_070, 3],
    ["CREDIT_NOTE", 4_560, -7],
    ["CREDIT_NOTE", 2_510, 10],
  ]);
  expect(netOf(await documents(s))).toEqual({});
  const report = await taxReport(s, "2026-01");
  expect(report.totals).toMatchObject([{ net: { total: { minor: 0 }, tax: { minor: 0 } }, rounding: { minor: 0 } }]);
});

test("the second line first: 2.510, then 4.560", async () => {
  const { s, bought } = await buyIn("KWD");
  for (const line of bought.lines.toReversed())
    await refund(s, bought, { lines: [{ lineId: line.lineId, quantity: 1 }] });
  expect(refundsOf(s)).toEqual([2_510, 4_560]);
});

test("in EUR, and in KWD without a step, nothing is rounded", async () => {
  const { s, bought } = await buyIn("EUR");
  expect(await totalsOf(s, bought.orderId)).toMatchObject({ rounding: { minor: 0 }, total: { minor: 7_067 } });
  expect(await s.rows("SELECT DISTINCT step_minor AS step FROM line_counters")).toEqual([{ step: 1 }]);
  const other = await buyIn("KWD", { payableSteps: {} });
  expect(await totalsOf(other.s, other.bought.orderId)).toMatchObject({ rounding: { minor: 0 } });
  await refund(s, bought, { lines: [{ lineId: bought.line.lineId, quantity: 1 }] });
  expect(refundsOf(s)).toEqual([4_567]);
});

test.each([
  [7_064, 7_060, -4],
  [7_065, 7_060, -5],
  [7_075, 7_080, 5],
  [4, 0, -4],
])("%i is rounded half to even: to %i by %i", async (price, total, rounding) => {
  const { s, bought } = await buyIn("KWD", {}, [{ prices: { KWD: price }, weightGrams: null }]);
  expect(await totalsOf(s, bought.orderId)).toMatchObject({ rounding: { minor: rounding }, total: { minor: total } });
});

test("parcels are captured in multiples of the step, and their sum is the total", async () => {
  const { s, bought } = await buyIn("KWD", { captureMode: "ON_FULFILMENT" }, [{ prices: { KWD: 3_333 }, quantity: 3 }]);
  for (const _unit of [1, 2, 3]) await ship(s, bought, 1);
  const captured = s.payments.requested.captures.map(({ amountMinor }) => amountMinor);
  expect(captured.filter((minor) => minor % 10 !== 0)).toEqual([]);
  expect(captured).toHaveLength(3);
  expect(captured.reduce((sum, minor) => sum + minor, 0)).toBe(bought.payment.amountMinor);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "PAID", amountDue: { minor: 0 } });
});

test("units and shipping of an order are cancelled in multiples of the step, and their documents sum to nothing", async () => {
  const { s, bought } = await buyIn("KWD", {}, [{ prices: { KWD: 1_111 }, quantity: 3 }]);
  await cancelParts(s, bought, 1);
  await cancelParts(s, bought, 1);
  await cancel(s, bought.orderId, staff);
  await runRetries(s);
  expect(refundsOf(s).filter((minor) => minor % 10 !== 0)).toEqual([]);
  expect(bought.payment.refundedMinor).toBe(bought.payment.amountMinor);
  expect(netOf(await documents(s))).toEqual({});
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", settlement: "REFUNDED" });
});

test("what is sold, cancelled and refunded of a rounded order sums to nothing in the sales report, also by product", async () => {
  const { s, bought } = await buyIn("KWD", { captureMode: "ON_FULFILMENT" }, [
    { prices: { KWD: 4_567 }, quantity: 3 },
    { prices: { KWD: 2_503 } },
  ]);
  await save(s, "shopSettingsUpdate", { timeZone: "UTC" });
  await cancelParts(s, bought, 1);
  await ship(s, bought, 1);
  await cancelParts(s, bought, 1);
  await cancelParts(s, { ...bought, line: present(bought.lines[1]) }, 1);
  await refund(s, bought, { lines: [{ lineId: bought.line.lineId, quantity: 1 }] });
  const { shippingMinor } = Object((await s.rows('SELECT shipping_minor AS "shippingMinor" FROM order_money'))[0]);
  await refund(s, bought, { shippingMinor });
  await runRetries(s);
  const { rows, total } = await readReport(s, "PRODUCT");
  expect(total.total).toEqual([{ minor: bought.payment.amountMinor, currency: "KWD" }]);
  for (const row of [...rows, total])
    expect(sumByCurrency([row.total]), row.label).toEqual(sumByCurrency([row.cancelled, row.refunded]));
});

test("the credit note of a sent unit and its reversal sum to nothing, also in their roundings", async () => {
  const { s, bought } = await buyIn("KWD", {}, [{ prices: { KWD: 4_567 }, quantity: 2 }]);
  await deliver(s, bought, 2);
  const { refund: first } = await refund(s, bought, { lines: [{ lineId: bought.line.lineId, quantity: 1 }] });
  s.payments.refunds.settle(present(first).id, "FAILED");
  await s.applyEvents();
  // Of 9.134 for both units, 9.130 are charged, and 4.560 for the first.
  expect(await booksOf(s)).toEqual([
    ["INVOICE", 10_380, -4],
    ["CREDIT_NOTE", 4_560, -1],
    ["CREDIT_NOTE", -4_560, 1],
  ]);
});

test("a withdrawal refunds as much of a dearer method as the provider takes", async () => {
  const s = await shop(kuwaiti);
  await s.corruptStore(
    "INSERT INTO shipping_rates SELECT 'home-express', currency, 0, 10000, 2777 FROM shipping_rates WHERE currency = 'KWD'",
  );
  const addresses = { shippingOptionId: "home-express" };
  const bought = await buy(s, [{ prices: { KWD: 4_567 } }], {}, { currency: "KWD", addresses });
  await deliver(s, bought, 1);
  const { withdrawal } = await withdraw(s, bought);
  const due = Object(withdrawal).shippingDue.minor;
  // The charge is 2.780, of which the cheapest method is 1.250 of 2.777.
  expect(due).toBe(1_250);
  expect(await refund(s, bought, { shippingMinor: due })).toMatchObject({ refund: { amount: { minor: 1_250 } } });
});

test("amounts that staff types are multiples of the step, or they are refused with PAYABLE_STEP", async () => {
  const { s, bought } = await buyIn("KWD", { captureMode: "ON_FULFILMENT" }, [{ prices: { KWD: 4_567 }, quantity: 2 }]);
  const capture = (amountMinor: number) =>
    change(s, "orderCapture", { orderId: bought.orderId, amountMinor, idempotencyKey: newKey() }, staff);
  expect(await capture(1_005)).toMatchObject({
    code: "INVALID",
    problems: [{ path: ["input", "amountMinor"], code: "PAYABLE_STEP" }],
  });
  expect(await capture(1_010)).toMatchObject({ __typename: "OrderCaptured", amount: { minor: 1_010 } });
  await deliver(s, bought, 2);
  const { lineId } = bought.line;
  const typed = { lines: [{ lineId, quantity: 1, amountMinor: 1_001 }], shippingMinor: 2, adjustmentMinor: 3 };
  expect(await refund(s, bought, typed)).toMatchObject({
    problems: [
      { path: ["input", "lines", "0", "amountMinor"], code: "PAYABLE_STEP" },
      { path: ["input", "shippingMinor"], code: "PAYABLE_STEP" },
      { path: ["input", "adjustmentMinor"], code: "PAYABLE_STEP" },
    ],
  });
  expect(refundsOf(s)).toEqual([]);
  const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, 1);
  await resolve(s, present(orderReturn).id, "APPROVE");
  expect(await refund(s, bought, { lines: [{ lineId, quantity: 1, amountMinor: 1_000 }] })).toMatchObject({
    refund: { amount: { minor: 1_000 } },
    heldBack: { minor: 3_560 },
  });
});

test("e-mail, invoice and credit note show the rounding as a row of its own, and none without one", async () => {
  const { s, bought } = await buyIn("KWD");
  await cancelParts(s, bought, 1);
  await runRetries(s);
  expect(s.mail().join()).toContain("Rounding: 0.003 KWD\nTotal: 7.070 KWD");
  expect(await pageOf(s, bought.orderId)).toMatch(/class="rounding".*>0\.003</);
  expect(await pageOf(s, bought.orderId, "/C000001")).toMatch(/class="rounding".*>-0\.007</);
  const euros = await buyIn("EUR");
  await runRetries(euros.s);
  expect([euros.s.mail().join(), await pageOf(euros.s, euros.bought.orderId)].join()).not.toContain("Rounding");
});
