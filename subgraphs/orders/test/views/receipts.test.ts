/** Receipts: a page for every holder of the link, with consistent amounts, without scripts, and without personal data after an erasure. */
import { expect, test } from "vitest";
import { z } from "zod";
import { openOrderTemplates } from "../../src/providers/templates.ts";
import { createReceiptUrl } from "../../src/service/invoicing/receipt-link.ts";
import { renderReceipt } from "../../src/service/invoicing/receipt-page.ts";
import { present } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  orderOf,
  payFor,
  refund,
  refundUnits,
  ship,
  staff,
} from "../support/order-changes.ts";
import { bought, cartWith, complete, fillIn, newKey, paid, pay, start } from "../support/purchase.ts";
import { ada, bob, type Shop, shop, support } from "../support/shop.ts";

async function linkOf(s: Shop, orderId: string, sender: Parameters<Shop["query"]>[2]): Promise<string | undefined> {
  const { data } = await s.query("query ($id: ID!) { order(id: $id) { receiptUrl } }", { id: orderId }, sender);
  return z.object({ receiptUrl: z.string() }).nullable().parse(data?.order)?.receiptUrl;
}

async function open(s: Shop, link: string) {
  const { pathname } = new URL(link);
  return s.running.service.internal.inject({ method: "GET", url: pathname });
}

/** The minor units of every amount in the rows of one kind, row by row. */
function amountsIn(html: string, row: string): number[][] {
  const rows = [...html.matchAll(new RegExp(`<tr class="${row}">(.*?)</tr>`, "gs"))];
  return rows.map(([, cells = ""]) => [...cells.matchAll(/<data value="(-?\d+)">/g)].map(([, minor]) => Number(minor)));
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Lines, shipping and tax on top are the total, and the taxes by rate are the tax. */
function expectToAddUp(html: string): void {
  const lines = amountsIn(html, "line");
  const [goods, shipping, total] = ["goods", "shipping", "total"].map(
    (row) => amountsIn(html, row)[0]?.[0] ?? Number.NaN,
  );
  const onTop = amountsIn(html, "tax")[0]?.[0] ?? 0;
  expect(sumOf(lines.map((line) => line.at(-1) ?? Number.NaN))).toBe(goods);
  expect(sumOf([goods ?? 0, shipping ?? 0, onTop])).toBe(total);
  const rates = amountsIn(html, "rate");
  if (rates.length > 0) expect(sumOf(rates.map(([, tax]) => tax ?? 0))).toBe(amountsIn(html, "all-tax")[0]?.[0]);
}

test("every viewer of the order gets the link, and its page contains the whole invoice", async () => {
  const s = await shop({ name: "Kontor", environment: { HANSA_PUBLIC_URL: "https://kontor.example" } });
  const { orderId, number } = await bought(s, { viewer: ada });
  const link = present(await linkOf(s, orderId, { viewer: ada }));
  expect(link).toMatch(new RegExp(`^https://kontor\\.example/receipts/${orderId}/[\\w-]{43}$`));
  expect(await linkOf(s, orderId, { viewer: support })).toBe(link);
  expect(await linkOf(s, orderId, { viewer: bob })).toBeUndefined();

  const page = await open(s, link);
  expect(page.statusCode).toBe(200);
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(page.headers["cache-control"]).toBe("private, no-store");
  for (const part of [
    "Invoice 000001",
    number,
    "Kontor",
    "Quay 1",
    "28195 Bremen",
    "Thing 1",
    "THING-1",
    "15 January 2026",
  ])
    expect(page.body).toContain(part);
  for (const part of ["10.00", "4.90", "14.90", "VAT 19% (DE)", "19%", "12.52", "2.38"])
    expect(page.body).toContain(`>${part}<`);
  expect(page.body).not.toContain("not an invoice");
  expectToAddUp(page.body);
});

test("its style is one element of the page, which runs and loads nothing", async () => {
  const s = await shop();
  const { orderId } = await bought(s);
  const page = await open(s, createReceiptUrl(s.running.service.deps, { id: orderId, linkVersion: 0 }));
  const [, style = ""] = /<style>(.*?)<\/style>/s.exec(page.body) ?? [];
  expect(style).toContain("@media print");
  expect(page.body).not.toMatch(/<script|style="|\son\w+=|src=/);
});

test.each([
  ["another order's signature", (own: string, other: string) => own.replace(/[^/]+$/, other.split("/").at(-1) ?? "")],
  ["a letter more", (own: string) => `${own}a`],
  ["a letter less", (own: string) => own.slice(0, -1)],
  ["no signature", (own: string) => own.slice(0, own.lastIndexOf("/"))],
  ["the guest token instead", (own: string, _other: string, token: string) => own.replace(/[^/]+$/, token)],
  ["an order that is not there", (own: string) => own.replace(/ord_\w+/, "ord_none")],
])("a link with %s is not found", async (_what, spoil) => {
  const s = await shop();
  const [first, second] = [await bought(s), await bought(s)];
  const { deps } = s.running.service;
  const [own, other] = [first, second].map(({ orderId }) => createReceiptUrl(deps, { id: orderId, linkVersion: 0 }));
  expect((await open(s, present(own))).statusCode).toBe(200);
  expect((await open(s, spoil(present(own), present(other), first.guestToken))).statusCode).toBe(404);
});

test("before there is an invoice number, the page says that it is no invoice; a cancelled order says so too", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.transport.dropRequests("payments.capture");
  const { order } = await complete(s, checkoutId);
  const link = createReceiptUrl(s.running.service.deps, { id: present(order).id, linkVersion: 0 });
  expect((await open(s, link)).body).toContain("This is not an invoice until the order is confirmed.");
  expect((await open(s, link)).body).toContain(`<title>Order ${present(order).number} · Hansa</title>`);
});

test.each([
  ["tax in the prices", true, "EUR"],
  ["tax on top", false, "EUR"],
  ["yen, which have no smaller unit", true, "JPY"],
])("several lines with %s: the amounts of the page sum", async (_what, included, currency) => {
  const s = await shop({ pricesIncludeTax: included });
  const lines = [];
  for (const [index, taxClass] of ["standard", "standard", "reduced"].entries()) {
    const prices = { EUR: 333 + index * 101, JPY: 77 + index };
    lines.push({
      variantId: (await s.products.sell({ prices, taxClass, weightGrams: 100 })).variantId,
      quantity: index + 2,
    });
  }
  const cart = await cartWith(s, lines, {}, currency);
  const checkoutId = present((await start(s, cart.id)).checkout).id;
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  const { order } = await complete(s, checkoutId, {}, newKey());
  const { body } = await open(s, createReceiptUrl(s.running.service.deps, { id: present(order).id, linkVersion: 0 }));
  expect(amountsIn(body, "line")).toHaveLength(3);
  expectToAddUp(body);
});

test("succeeded refunds are on the page with their sum; pending and failed ones are not", async () => {
  const s = await shop();
  const order = await buy(s);
  await refund(s, order, { shippingMinor: 490 });
  await refund(s, order, { adjustmentMinor: 10 });
  s.payments.refunds.responses.push({ outcome: "pending" }, { outcome: "failed", reason: "closed" });
  for (let units = 0; units < 2; units += 1) await refundUnits(s, order, 1);
  const { body } = await open(s, createReceiptUrl(s.running.service.deps, { id: order.orderId, linkVersion: 0 }));
  expect(amountsIn(body, "refund")).toEqual([[490], [10]]);
  expect(amountsIn(body, "all-refunds")).toEqual([[500]]);
});

test("an order cancelled before its confirmation shows the refunded part of the captured amount", async () => {
  const s = await shop();
  s.payments.captures.push({ outcome: "captured", capturedMinor: 100 });
  const order = await payFor(s);
  order.payment.capturedMinor = 100;
  s.payments.move(order.payment, "captured", false);
  const { orderId } = await orderOf(s, order);
  await cancel(s, orderId, staff);
  const { body } = await open(s, createReceiptUrl(s.running.service.deps, { id: orderId, linkVersion: 0 }));
  expect(amountsIn(body, "left")).toEqual([[100]]);
  expect(amountsIn(body, "all-refunds")).toEqual([[100]]);
});

test("units cancelled before the charge are on the page, and the rest of the total is the charged amount", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const order = await buy(s);
  const page = async () =>
    (await open(s, createReceiptUrl(s.running.service.deps, { id: order.orderId, linkVersion: 0 }))).body;
  expect(amountsIn(await page(), "cancelled")).toEqual([]);
  await ship(s, order, 1);
  await cancelParts(s, order, 1);
  await refundUnits(s, order, 1);
  await s.applyEvents();
  const body = await page();
  expectToAddUp(body);
  expect(amountsIn(body, "total")).toEqual([[3_490]]);
  expect([...amountsIn(body, "cancelled"), ...amountsIn(body, "left")]).toEqual([[-1_000], [2_490]]);
  expect(amountsIn(body, "all-refunds")).toEqual([[1_000]]);
  await ship(s, order, 1);
  expect(order.payment.capturedMinor).toBe(2_490);
  expect(amountsIn(await page(), "left")).toEqual([[2_490]]);
});

test("text from customers and from the catalogue is escaped", () => {
  const evil = `<img src=x onerror=alert(1)>&"'`;
  const address = {
    firstName: evil,
    lastName: evil,
    company: evil,
    vatId: evil,
    line1: evil,
    line2: evil,
    city: evil,
    region: evil,
    postalCode: evil,
    country: "DE",
    phone: evil,
  };
  const html = renderReceipt(openOrderTemplates(undefined), {
    seller: {
      name: evil,
      legalName: `${evil} GmbH`,
      address: { line1: evil, line2: evil, city: evil, region: evil, postalCode: evil, country: "DE" },
      country: "DE",
      vatId: evil,
      supportEmail: `"><script>@example.com`,
    },
    timeZone: "UTC",
    roundingMinor: 0,
    deliveredAt: 0,
    creditNotes: [{ number: evil, at: 0, minor: 1, taxMinor: 0, url: evil }],
    replaces: { number: evil, creditNote: evil, url: evil },
    number: evil,
    invoiceNumber: evil,
    isCancelled: true,
    isErased: false,
    placedAt: 0,
    invoicedAt: 0,
    currency: "EUR",
    shippingAddress: address,
    billingAddress: address,
    shippingLabel: evil,
    lines: [{ title: evil, sku: evil, unitPriceMinor: 1, quantity: 1, discountMinor: 0, taxMinor: 0, totalMinor: 1 }],
    goodsMinor: 1,
    shippingMinor: 0,
    taxIncluded: true,
    taxes: [
      { name: evil, rate: 190_000, category: "STANDARD", country: "DE", region: null, baseMinor: 1, amountMinor: 0 },
    ],
    taxMinor: 0,
    totalMinor: 1,
    unchargedMinor: 0,
    refunds: [],
  });
  expect(html).not.toMatch(/<img|<script/);
  expect(html.match(/&lt;img src=x onerror=alert\(1\)&gt;&amp;&#34;&#39;/g)?.length).toBeGreaterThan(10);
  expect(html).toContain("This order was cancelled.");
});
