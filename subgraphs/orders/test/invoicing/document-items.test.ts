/** Items of documents: units with their price, gestures and shipping as one, and the date of the invoice. */
import { dropTriggers } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { documents, invoicingShop } from "../support/back-office/tax-documents.ts";
import { present } from "../support/mutations.ts";
import { buy, cancelParts, deliver, refund, refundUnits, runRetries } from "../support/order-changes.ts";
import type { Shop } from "../support/shop.ts";

const stored = z.array(z.object({ id: z.string(), items: z.string() }));

async function buyMugs() {
  const s = await invoicingShop();
  return { s, bought: await buy(s, [{ prices: { EUR: 1_490 }, quantity: 3 }]) };
}

/** Quantity, unit price and total of each item of the documents. */
async function itemsOf(s: Shop, kind: "INVOICE" | "CREDIT_NOTE") {
  return (await documents(s, { kind })).map(({ items }) =>
    items.map(({ quantity, unitPrice, total }) => [quantity, unitPrice.minor, total.minor]),
  );
}

test("an invoice has the units of its lines, and shipping as one", async () => {
  const { s } = await buyMugs();
  expect(await itemsOf(s, "INVOICE")).toEqual([
    [
      [3, 1_490, 4_470],
      [1, 490, 490],
    ],
  ]);
});

test("a credit note has the cancelled or refunded units; a gesture is one", async () => {
  const { s, bought } = await buyMugs();
  await cancelParts(s, bought, 1);
  await deliver(s, bought, 2);
  const lines = [{ lineId: bought.line.lineId, quantity: 2, amountMinor: 2_481 }];
  await refund(s, bought, { lines, shippingMinor: 290 });
  await refund(s, bought, { adjustmentMinor: 300 });
  await runRetries(s);
  expect(await itemsOf(s, "CREDIT_NOTE")).toEqual([
    [[1, 1_490, 1_490]],
    [
      // 12.405 is rounded half to even.
      [2, 1_240, 2_481],
      [1, 290, 290],
    ],
    [[1, 300, 300]],
  ]);
});

test("a reversal has the units of the credit note that it revokes", async () => {
  const { s, bought } = await buyMugs();
  await deliver(s, bought, 3);
  const { refund: first } = await refundUnits(s, bought, 2);
  s.payments.refunds.settle(present(first).id, "FAILED");
  await s.applyEvents();
  expect(await itemsOf(s, "CREDIT_NOTE")).toEqual([[[2, 1_490, 2_980]], [[2, -1_490, -2_980]]]);
});

test("a credit note has the date of its invoice, also on its page", async () => {
  const { s, bought } = await buyMugs();
  await s.runtime.advance(40 * 24 * 60 * 60_000);
  await cancelParts(s, bought, 1);
  const [invoice, note] = [
    ...(await documents(s, { kind: "INVOICE" })),
    ...(await documents(s, { kind: "CREDIT_NOTE" })),
  ];
  expect(invoice?.invoiceDate).toBe(invoice?.date);
  expect(note).toMatchObject({ kind: "CREDIT_NOTE", invoiceDate: invoice?.date });
  expect(note?.date).not.toBe(invoice?.date);
});

test("documents of before have the units of their lines, and credit notes one", async () => {
  const { s, bought } = await buyMugs();
  await cancelParts(s, bought, 2);
  await dropTriggers(s.place, "tax_documents_are_never_changed");
  for (const { id, items } of stored.parse(await s.rows("SELECT id, items FROM tax_documents"))) {
    const former = JSON.parse(items).map(({ quantity: _units, ...item }: Record<string, unknown>) => item);
    await s.corruptStore(`UPDATE tax_documents SET items = '${JSON.stringify(former)}' WHERE id = '${id}'`);
  }
  expect(await itemsOf(s, "INVOICE")).toEqual([
    [
      [3, 1_490, 4_470],
      [1, 490, 490],
    ],
  ]);
  expect(await itemsOf(s, "CREDIT_NOTE")).toEqual([[[1, 2_980, 2_980]]]);
});
