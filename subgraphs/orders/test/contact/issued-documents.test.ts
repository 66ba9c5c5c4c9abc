/** Documents of orders with a corrected street: those that are issued stay as they are, and an erased person is on none. */
import { expect, test } from "vitest";
import { createReceiptUrl } from "../../src/service/invoicing/receipt-link.ts";
import { documents } from "../support/back-office/tax-documents.ts";
import { buyTo, max, mugs, shopWithRegister } from "../support/back-office/tax-laws.ts";
import { correctContact } from "../support/contact.ts";
import { change } from "../support/mutations.ts";
import { type Bought, buy, refund, staff } from "../support/order-changes.ts";
import { address, buyAsAda, personal } from "../support/personal-data.ts";
import { home, newKey } from "../support/purchase.ts";
import { minute, type Shop, shop } from "../support/shop.ts";

type Of = Pick<Bought, "orderId">;

/** The page of the invoice, or of a credit note to it. */
async function pageOf(s: Shop, { orderId }: Of, creditNote?: string): Promise<string> {
  const [row] = await s.rows(`SELECT link_version FROM orders WHERE id = '${orderId}'`);
  const link = { id: orderId, linkVersion: Object(row).link_version };
  const { pathname } = new URL(createReceiptUrl(s.running.service.deps, link));
  const url = creditNote === undefined ? pathname : `${pathname}/${creditNote}`;
  return (await s.running.service.internal.inject({ method: "GET", url })).body;
}

const streetsIn = (page: string) => ["Quay 1", "Kai 9", "Kai 10"].filter((street) => page.includes(street));

test("an invoice and its credit notes keep the street of their issue, also after the retention of erased buyers", async () => {
  const s = await shop();
  const order = await buy(s);
  await refund(s, order, { adjustmentMinor: 100 });
  const read = async () => [await pageOf(s, order), await pageOf(s, order, "C000001")];
  const before = await read();
  expect(before.map(streetsIn)).toEqual([["Quay 1"], ["Quay 1"]]);
  for (const line1 of ["Kai 9", "Kai 10"])
    expect(await correctContact(s, order, { shippingAddress: { ...home, line1 } })).toMatchObject({
      order: { shippingAddress: { line1 } },
    });
  expect(await read()).toEqual(before);
  await refund(s, order, { adjustmentMinor: 100 });
  expect(streetsIn(await pageOf(s, order, "C000002"))).toEqual(["Quay 1"]);
  s.runtime.setNow(Date.parse("2040-01-01T00:00:00Z"));
  await s.work();
  expect(streetsIn(await pageOf(s, order))).toEqual(["Quay 1"]);
});

test("another e-mail address alone changes no address of an invoice", async () => {
  const s = await shop();
  const order = await buy(s);
  // As an order from before has it, whose buyer gave one address for both.
  await s.corruptStore("UPDATE orders SET billing_address = NULL");
  const before = await pageOf(s, order);
  await correctContact(s, order, { email: "right@example.com" });
  expect(await pageOf(s, order)).toBe(before);
});

test("an invoice that replaces another has the street of its own issue", async () => {
  const { s, register } = await shopWithRegister("UNAVAILABLE");
  const given = "ATU13585627";
  const order = await buyTo(s, { ...max, vatId: given, line1: "Quay 1" }, [mugs]);
  await correctContact(s, order, { shippingAddress: { ...max, line1: "Kai 9" } });
  expect(streetsIn(await pageOf(s, order))).toEqual(["Quay 1"]);
  register.state = "VALID";
  const correction = { orderId: order.orderId, vatId: max.vatId, idempotencyKey: newKey() };
  const issuedTo = async () => (await documents(s)).map(({ number, buyer }) => [number, buyer?.vatId]);
  expect(await issuedTo()).toEqual([["000001", given]]);
  expect(await change(s, "orderVatIdCorrect", correction, staff)).toMatchObject({ __typename: "OrderVatIdCorrected" });
  // The billing address is as it was.
  const replaced = await pageOf(s, order);
  expect(streetsIn(replaced)).toEqual(["Quay 1", "Kai 9"]);
  await correctContact(s, order, { shippingAddress: { ...max, line1: "Kai 10" } });
  expect(await pageOf(s, order)).toBe(replaced);
  // The former invoice, and the credit note that takes it back, have its own buyer.
  const buyers = [
    ["C000001", given],
    ["000001", given],
    ["000002", max.vatId],
  ];
  expect(await issuedTo()).toEqual(buyers);
  expect(streetsIn(await pageOf(s, order, "C000001"))).toEqual(["Quay 1"]);
  await s.eraseGuest("dep_1", "ada@example.com");
  for (let round = 0; round < 3; round += 1) {
    await s.work();
    await s.runtime.advance(minute);
  }
  expect(await issuedTo()).toEqual(buyers);
});

test("an erased person is on no page of a corrected order, and stays the buyer of its invoice for finance", async () => {
  const s = await shop();
  const { orderId } = await buyAsAda(s, {});
  await correctContact(s, { orderId }, { shippingAddress: { ...home, line1: "Kai 9" } });
  await s.eraseGuest("dep_1", personal.email);
  for (let round = 0; round < 3; round += 1) {
    await s.work();
    await s.runtime.advance(minute);
  }
  expect(await pageOf(s, { orderId })).not.toMatch(new RegExp(`Kai 9|${address.line1}|${address.lastName}`));
  expect((await documents(s))[0]?.buyer).toMatchObject({ lastName: address.lastName });
});
