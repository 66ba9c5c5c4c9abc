/** Invoices and credit notes: numbers, days, taxes, parties and access. */
import { refuseChange } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { byRate, documents, finance, invoicingShop, netOf, taxReport } from "../support/back-office/tax-documents.ts";
import { change, present } from "../support/mutations.ts";
import { buy, cancel, cancelParts, deliver, refund, refundUnits, ship, staff } from "../support/order-changes.ts";
import { begin, complete, fillIn, home, pay } from "../support/purchase.ts";
import { type Shop, shop, support } from "../support/shop.ts";

const paris = {
  lastName: "Martin",
  company: "Martin SARL",
  line1: "Rue 1",
  city: "Paris",
  postalCode: "75001",
  country: "FR",
  vatId: "FR40303265045",
};

test("an invoice has seller, buyer with VAT id, tax by rate, and the delivery date once there is one", async () => {
  const s = await invoicingShop();
  const bought = await buy(s, [
    { prices: { EUR: 1_190 }, quantity: 2 },
    { prices: { EUR: 107 }, taxClass: "reduced" },
  ]);
  const [invoice] = await documents(s, { kind: "INVOICE" });
  expect(invoice).toMatchObject({
    number: "000001",
    cause: "SALE",
    date: "2026-01-15",
    deliveredAt: null,
    total: { minor: 2_977 },
    tax: { minor: 465 },
    seller: { legalName: "Kontor GmbH", vatId: "DE136695976", address: { city: "Bremen" } },
    buyer: { lastName: "Ada", country: "DE" },
    order: { id: bought.orderId },
  });
  expect(netOf([present(invoice)])).toEqual({
    "VAT 19% 0.19": { base: 2_412, tax: 458 },
    "VAT 7% 0.07": { base: 100, tax: 7 },
  });
  expect(invoice?.items.map(({ line, total }) => [line !== null, total.minor])).toEqual([
    [true, 2_380],
    [true, 107],
    [false, 490],
  ]);
  await deliver(s, bought, 2);
  expect(await documents(s)).toMatchObject([{ deliveredAt: "2026-01-15T12:00:00.000Z" }]);
});

test("a refund's tax is the share of its parts, and an adjustment is spread by value over the remaining lines", async () => {
  const s = await invoicingShop();
  const bought = await buy(s, [
    { prices: { EUR: 1_190 }, quantity: 2 },
    { prices: { EUR: 1_190 }, taxClass: "reduced" },
  ]);
  await ship(s, bought, 1);
  await refundUnits(s, bought, 1);
  await refund(s, bought, { adjustmentMinor: 238 });
  await refund(s, bought, { shippingMinor: 490 });
  const notes = await documents(s, { kind: "CREDIT_NOTE" });
  expect(notes.map(({ number, cause, total }) => [number, cause, total.minor])).toEqual([
    ["C000001", "REFUND", 1_190],
    ["C000002", "REFUND", 238],
    ["C000003", "REFUND", 490],
  ]);
  expect(
    notes.map((note) =>
      byRate(
        note.taxLines.map(({ name, rate, base, amount }) => ({
          name,
          rate,
          baseMinor: base.minor,
          taxMinor: amount.minor,
        })),
      ),
    ),
  ).toEqual([
    { "VAT 19% 0.19": { base: 1_000, tax: 190 } },
    { "VAT 19% 0.19": { base: 100, tax: 19 }, "VAT 7% 0.07": { base: 112, tax: 7 } },
    { "VAT 19% 0.19": { base: 412, tax: 78 } },
  ]);
});

test("a month begins and ends at midnight in the shop's time zone, for documents and for both reports", async () => {
  const s = await invoicingShop();
  s.runtime.setNow(Date.parse("2026-01-31T22:59:59.999Z"));
  await buy(s, [{ quantity: 1 }]);
  await s.runtime.advance(1);
  const second = await buy(s, [{ quantity: 2 }]);
  s.runtime.setNow(Date.parse("2026-02-28T23:00:00Z"));
  await refundUnits(s, second, 1);
  await s.applyEvents();
  const reports = [await taxReport(s, "2026-01"), await taxReport(s, "2026-02"), await taxReport(s, "2026-03")];
  expect(reports.map(({ timeZone, from, to }) => [timeZone, from, to])).toEqual([
    ["Europe/Berlin", "2025-12-31T23:00:00.000Z", "2026-01-31T23:00:00.000Z"],
    ["Europe/Berlin", "2026-01-31T23:00:00.000Z", "2026-02-28T23:00:00.000Z"],
    ["Europe/Berlin", "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z"],
  ]);
  expect(reports.map(({ invoices, creditNotes }) => [invoices, creditNotes.count])).toEqual([
    [{ count: 1, first: "000001", last: "000001" }, 0],
    [{ count: 1, first: "000002", last: "000002" }, 0],
    [{ count: 0, first: null, last: null }, 1],
  ]);
  expect(reports.map(({ totals }) => totals[0]?.net.total.minor)).toEqual([1_490, 2_490, -1_000]);
  expect((await documents(s, { month: "2026-02" })).map(({ number }) => number)).toEqual(["000002"]);
  const sales = await s.query(
    `{ salesReport(from: "2025-12-31T23:00:00Z", to: "2026-01-31T23:00:00Z", by: DAY) { rows { key total { minor } } } }`,
    {},
    finance,
  );
  expect(sales.data?.salesReport).toEqual({ rows: [{ key: "2026-01-31", total: [{ minor: 1_490 }] }] });
  const utc = await s.query(
    `{ salesReport(from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", by: DAY) { total { units } } }`,
    {},
    finance,
  );
  expect(utc.errors?.map(({ extensions }) => extensions?.code)).toEqual(["BAD_USER_INPUT"]);
});

test("units cancelled before the capture are credited at once, and shipping counts once as cancelled", async () => {
  const s = await invoicingShop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s, [{ quantity: 3 }, { quantity: 1, weightGrams: null }]);
  // Goods without a parcel are handed over immediately if nothing else is left, unless the order is on hold.
  await change(s, "orderHold", { orderId: bought.orderId, note: "Wait." }, staff);
  await cancelParts(s, bought, 1);
  await cancelParts(s, bought, 2);
  await s.applyEvents();
  const notes = await documents(s, { kind: "CREDIT_NOTE" });
  expect(notes.map(({ cause, total }) => [cause, total.minor])).toEqual([
    ["CANCELLATION", 1_000],
    ["CANCELLATION", 2_490],
  ]);
  const cancelled = () => s.rows("SELECT sum(cancelled_minor) AS minor FROM sales_facts");
  expect(await cancelled()).toEqual([{ minor: 3_490 }]);
  await cancel(s, bought.orderId, staff);
  await s.applyEvents();
  expect(await cancelled()).toEqual([{ minor: 4_490 }]);
  const { totals } = await taxReport(s, "2026-01");
  expect(totals).toMatchObject([
    { sales: { total: { minor: 4_490 } }, cancellations: { total: { minor: 4_490 } }, net: { tax: { minor: 0 } } },
  ]);
});

test("a credit note whose refund a bank returned is reversed by another one, and neither ever changes", async () => {
  const s = await invoicingShop();
  const bought = await buy(s);
  await ship(s, bought, 1);
  await refundUnits(s, bought, 1);
  const [id = ""] = [...s.payments.refunds.known.keys()];
  s.payments.refunds.settle(id, "FAILED");
  await s.applyEvents();
  const notes = await documents(s, { kind: "CREDIT_NOTE" });
  expect(notes).toMatchObject([
    { number: "C000001", cause: "REFUND", reverses: null, total: { minor: 1_000 }, tax: { minor: 159 } },
    { number: "C000002", cause: "REVERSAL", reverses: "C000001", total: { minor: -1_000 }, tax: { minor: -159 } },
  ]);
  expect((await taxReport(s, "2026-01")).totals).toMatchObject([{ refunds: { total: { minor: 0 } } }]);
  await expect(s.corruptStore("UPDATE tax_documents SET total_minor = 1")).rejects.toThrow(/never changed/);
  await expect(s.corruptStore("DELETE FROM tax_documents")).rejects.toThrow(/never removed/);
});

test("a refund that cannot be stored uses no credit note number", async () => {
  const s = await invoicingShop();
  const bought = await buy(s);
  const accept = await refuseChange(
    s.place,
    { event: "INSERT", table: "outbox", when: "NEW.type = 'order.refunded'" },
    "not now",
  );
  await refundUnits(s, bought, 1);
  expect(await documents(s, { kind: "CREDIT_NOTE" })).toEqual([]);
  await accept();
  await s.runtime.advance(60_000);
  await s.work();
  await refundUnits(s, bought, 1);
  expect((await documents(s, { kind: "CREDIT_NOTE" })).map(({ number }) => number)).toEqual(["C000001", "C000002"]);
});

/** The taxes of a purchase with these addresses. */
async function taxesOf(s: Shop, addresses: Record<string, unknown>) {
  const { checkoutId } = await begin(s);
  const filled = await fillIn(s, checkoutId, {}, addresses);
  if (filled.__typename !== "CheckoutSaved") throw new Error(JSON.stringify(filled));
  await pay(s, checkoutId);
  await complete(s, checkoutId);
  const all = await documents(s, { kind: "INVOICE" });
  return present(all.at(-1)).taxLines.map(({ name, base, amount }) => [name, base.minor, amount.minor]);
}

test("a company with a VAT id of another member state pays no tax where the shop uses reverse charge, and the invoice says so", async () => {
  const s = await invoicingShop({ distanceSales: "DESTINATION" });
  const sent = { shippingAddress: paris, shippingOptionId: "abroad" };
  expect(await taxesOf(s, sent)).toEqual([["TVA 20%", expect.any(Number), expect.any(Number)]]);
  await save(s, "shopSettingsUpdate", { reverseCharge: true, reverseChargeCheck: "FORM" });
  expect(await taxesOf(s, sent)).toEqual([["Intra-Community supply", expect.any(Number), 0]]);
  const noId = { ...paris, vatId: undefined };
  expect((await taxesOf(s, { ...sent, shippingAddress: noId }))[0]?.[0]).toBe("TVA 20%");
  const person = { ...paris, company: " " };
  expect((await taxesOf(s, { ...sent, shippingAddress: person }))[0]?.[0]).toBe("TVA 20%");
  const goesHome = { shippingAddress: home, billingAddress: paris, shippingOptionId: "home-standard" };
  expect((await taxesOf(s, goesHome))[0]?.[0]).toBe("VAT 19%");
});

test("documents and reports are for the scope reports:read alone, and a month is a month", async () => {
  const s = await shop();
  const codes = async (text: string, sender = finance) =>
    (await s.query(text, {}, sender)).errors?.map(({ extensions }) => extensions?.code);
  expect(await codes("{ taxDocuments { totalCount } }", { viewer: support })).toEqual(["FORBIDDEN"]);
  expect(await codes(`{ taxReport(month: "2026-01") { month } }`, { viewer: support })).toEqual(["FORBIDDEN"]);
  for (const args of [
    "",
    '(from: "2026-01")',
    '(to: "2026-01")',
    '(month: "2026-01", from: "2026-01", to: "2026-02")',
    '(from: "2026-02", to: "2026-01")',
    '(from: "2026-01", to: "2027-01")',
    '(from: "2026-01", to: "2026-13")',
  ])
    expect(await codes(`{ taxReport${args} { month } }`), args).toEqual(["BAD_USER_INPUT"]);
  expect(await codes('{ taxReport(from: "2026-02", to: "2027-01") { month } }')).toBeUndefined();
  for (const month of ["2026-13", "2026", "2026-1", "26-01", ""]) {
    expect(await codes(`{ taxReport(month: "${month}") { month } }`)).toEqual(["BAD_USER_INPUT"]);
    expect(await codes(`{ taxDocuments(filter: { month: "${month}" }) { totalCount } }`)).toEqual(["BAD_USER_INPUT"]);
  }
});
