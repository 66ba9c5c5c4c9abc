/** VAT ids that staff sets right before dispatch: another invoice replaces the taxed one, and the tax goes back, also beside later steps. */
import { expect, test } from "vitest";
import { createReceiptUrl } from "../../src/service/invoicing/receipt-link.ts";
import { save } from "../support/back-office/settings.ts";
import { documents, netOf, taxReport } from "../support/back-office/tax-documents.ts";
import { buyTo, max, mugs, shopWithRegister } from "../support/back-office/tax-laws.ts";
import { change } from "../support/mutations.ts";
import {
  type Bought,
  cancel,
  cancelParts,
  deliver,
  readOrder,
  refund,
  refundUnits,
  runRetries,
  staff,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import type { Shop } from "../support/shop.ts";

/** The order of Max Privat, taxed because the register was away, in a shop whose register knows the id by now. */
async function taxedOrder() {
  const { s, register } = await shopWithRegister("UNAVAILABLE");
  const bought = await buyTo(s, max, [mugs]);
  register.state = "VALID";
  return { s, bought };
}

const correct = (s: Shop, { orderId }: Bought, more: Record<string, unknown> = {}) =>
  change(s, "orderVatIdCorrect", { orderId, vatId: max.vatId, idempotencyKey: newKey(), ...more }, staff);

async function receiptOf(s: Shop, { orderId }: Bought) {
  const { pathname } = new URL(createReceiptUrl(s.running.service.deps, { id: orderId, linkVersion: 0 }));
  return (await s.running.service.internal.inject({ method: "GET", url: pathname })).body;
}

const shownDocuments = async (s: Shop) =>
  (await documents(s)).map(({ kind, cause, number, total, tax }) => [kind, cause, number, total.minor, tax.minor]);

async function dispute(s: Shop, { payment }: Bought) {
  s.payments.dispute(payment, "OPEN");
  await s.applyEvents();
}

/** Two mugs of 14.90 and a parcel of 9.90 with 19 % in them: 25.04 and 8.32 without. */
const [gross, net, tax] = [3_970, 3_336, 634];

test("the register was away: staff sets the VAT id right, with a credit note, a new invoice, and the tax back", async () => {
  const { s, bought } = await taxedOrder();
  expect(await readOrder(s, bought)).toMatchObject({ totals: { total: { minor: gross } } });
  const idempotencyKey = newKey();
  const corrected = await correct(s, bought, { vatId: "atu 338.647.07", idempotencyKey });
  expect(corrected).toMatchObject({
    __typename: "OrderVatIdCorrected",
    refund: { state: "SUCCEEDED", amount: { minor: tax } },
    order: { invoiceNumber: "000002", state: "CONFIRMED", totals: { total: { minor: gross } } },
  });
  expect(bought.payment.refundedMinor).toBe(tax);
  expect(await documents(s)).toMatchObject([
    { kind: "CREDIT_NOTE", cause: "CORRECTION", number: "C000001", reverses: "000001", total: { minor: gross } },
    { kind: "INVOICE", number: "000001", replaces: null, total: { minor: gross }, tax: { minor: tax } },
    {
      ...{ kind: "INVOICE", number: "000002", replaces: "000001", total: { minor: net }, tax: { minor: 0 } },
      taxLines: [{ category: "INTRA_COMMUNITY", country: "AT", base: { minor: net } }],
      buyer: { company: "x", vatId: "ATU33864707" },
    },
  ]);
  await s.applyEvents();
  const { rows, recapitulative, invoices, creditNotes } = await taxReport(s, "2026-01");
  expect(rows).toMatchObject([
    { category: "INTRA_COMMUNITY", sales: { base: { minor: net } }, net: { base: { minor: net } } },
    { name: "VAT 19%", sales: { tax: { minor: tax } }, refunds: { tax: { minor: tax } }, net: { tax: { minor: 0 } } },
  ]);
  expect(recapitulative).toMatchObject([{ vatId: "ATU33864707", category: "INTRA_COMMUNITY", base: { minor: net } }]);
  expect([invoices, creditNotes]).toEqual([
    { count: 2, first: "000001", last: "000002" },
    { count: 1, first: "C000001", last: "C000001" },
  ]);
  const page = await receiptOf(s, bought);
  expect(page).toContain("Invoice 000002");
  expect(page).toMatch(/Intra-Community supply: exempt from tax.*<dt>Replaces<\/dt><dd>000001, .*C000001/s);
  expect(page).not.toContain("39.70");

  const again = await correct(s, bought, { vatId: "atu 338.647.07", idempotencyKey });
  expect([again.__typename, again.replayed]).toEqual(["OrderVatIdCorrected", true]);
  expect(await correct(s, bought)).toMatchObject({
    __typename: "InvalidTransitionError",
    blockedBy: "TAX_NOT_LOWER",
  });
  expect(await documents(s)).toHaveLength(3);
  const audited = JSON.stringify(await s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded'"));
  expect(audited.match(/order\.vatIdCorrected/g)).toHaveLength(1);
});

test.each([
  ["a register that does not know it", { state: "INVALID" }, max, "INVALID"],
  ["a register that is away still", { state: "UNAVAILABLE" }, max, "UNAVAILABLE"],
  ["no company", { state: "VALID" }, { ...max, company: undefined }, "UNCHECKED"],
] as const)("with %s the VAT id is not set, and nothing changes", async (_what, { state }, address, code) => {
  const { s, register } = await shopWithRegister("UNAVAILABLE");
  const bought = await buyTo(s, address, [mugs]);
  const before = await readOrder(s, bought);
  register.state = state;
  expect(await correct(s, bought)).toMatchObject({ __typename: "ValidationError", problems: [{ code }] });
  expect(await correct(s, bought, { vatId: "ATU00000000" })).toMatchObject({ problems: [{ code: "FORMAT" }] });
  expect(await readOrder(s, bought)).toEqual(before);
  expect(await documents(s)).toHaveLength(1);
});

test("after a unit left, was cancelled or refunded, and before its money is captured, the invoice stays", async () => {
  const { s, register } = await shopWithRegister("UNAVAILABLE");
  const changes: [string, string, (bought: Bought) => Promise<unknown>][] = [
    ["sent", "ORDER_STATE", (bought) => deliver(s, bought, 1)],
    ["cancelled", "ORDER_STATE", (bought) => cancel(s, bought.orderId, staff)],
    ["partly cancelled", "PARTLY_REVERSED", (bought) => cancelParts(s, bought, 1)],
    ["refunded", "PARTLY_REVERSED", (bought) => refund(s, bought, { adjustmentMinor: 100 })],
    ["disputed", "PARTLY_REVERSED", (bought) => dispute(s, bought)],
  ];
  const buyTaxed = async () => {
    register.state = "UNAVAILABLE";
    // The answer about the order before.
    await s.corruptStore("DELETE FROM vat_id_answers");
    return buyTo(s, max, [mugs]);
  };
  for (const [what, blockedBy, happen] of changes) {
    const bought = await buyTaxed();
    await happen(bought);
    register.state = "VALID";
    expect(await correct(s, bought), what).toMatchObject({ __typename: "InvalidTransitionError", blockedBy });
  }
  await save(s, "shopSettingsUpdate", { captureMode: "ON_FULFILMENT" });
  const authorised = await buyTaxed();
  register.state = "VALID";
  expect(await correct(s, authorised)).toMatchObject({ blockedBy: "NOT_CAPTURED" });
});

/** Steps that may follow a correction, with the money that is back in the end. */
const endings: [string, (s: Shop, bought: Bought) => Promise<unknown>, number][] = [
  ["one mug is cancelled", (s, bought) => cancelParts(s, bought, 1), tax + 1_252],
  ["all is cancelled", (s, bought) => cancel(s, bought.orderId, staff), gross],
  [
    "one mug is sent and refunded",
    (s, bought) => deliver(s, bought, 2).then(() => refundUnits(s, bought, 1)),
    tax + 1_252,
  ],
  ["a gesture is made", (s, bought) => refund(s, bought, { adjustmentMinor: 336 }), tax + 336],
  ["a gesture of all is made", (s, bought) => refund(s, bought, { adjustmentMinor: gross - tax }), gross],
];

test.each(endings)("after a correction %s: documents and money agree", async (_what, happen, backMinor) => {
  const { s, bought } = await taxedOrder();
  await correct(s, bought);
  await happen(s, bought);
  await runRetries(s);
  if (backMinor === gross) expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED" });
  expect(bought.payment.refundedMinor).toBe(backMinor);
  const left = gross - backMinor;
  expect(netOf(await documents(s))).toEqual(left === 0 ? {} : { "Intra-Community supply 0": { base: left, tax: 0 } });
});

test.each(endings)(
  "while the tax is being paid back %s: documents and money agree",
  async (_what, happen, backMinor) => {
    const { s, bought } = await taxedOrder();
    s.payments.refunds.responses.push({ outcome: "pending" });
    const { refund: pending } = await correct(s, bought);
    expect(pending).toMatchObject({ state: "PENDING" });
    await happen(s, bought);
    const left = gross - backMinor;
    const expected = left === 0 ? {} : { "Intra-Community supply 0": { base: left, tax: 0 } };
    expect(netOf(await documents(s))).toEqual(expected);
    s.payments.refunds.settle(Object(pending).id, "SUCCEEDED");
    await runRetries(s);
    expect(bought.payment.refundedMinor).toBe(backMinor);
    expect(netOf(await documents(s))).toEqual(expected);
  },
);

test("the tax that cannot be paid back stays owed: the order is held, and another refund brings it without a document", async () => {
  const { s, bought } = await taxedOrder();
  s.payments.refunds.responses.push({ outcome: "failed", reason: "closed" });
  expect(await correct(s, bought)).toMatchObject({ refund: { state: "FAILED" } });
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "REFUND_FAILED" } });
  const { lineId } = bought.line;
  const lines = [{ lineId, quantity: 0, amountMinor: 476 }];
  expect(await refund(s, bought, { lines, shippingMinor: 158 })).toMatchObject({ refund: { state: "SUCCEEDED" } });
  expect(await readOrder(s, bought)).toMatchObject({ hold: null });
  expect(bought.payment.refundedMinor).toBe(tax);
  expect(await shownDocuments(s)).toEqual([
    ["CREDIT_NOTE", "CORRECTION", "C000001", gross, tax],
    ["INVOICE", "SALE", "000001", gross, tax],
    ["INVOICE", "SALE", "000002", net, 0],
  ]);
});
