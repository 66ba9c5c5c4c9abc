/** Personal data: exported on request, and never stored in rows that an erasure cannot change. */
import { expect, test } from "vitest";
import { z } from "zod";
import { correctContact } from "../support/contact.ts";
import { change, orderNumber, present } from "../support/mutations.ts";
import { buy, cancel, refund, requestReturn, resolve, ship, updateShipment } from "../support/order-changes.ts";
import { address, buyAsAda, erase, personal, secrets } from "../support/personal-data.ts";
import { begin, bought, home } from "../support/purchase.ts";
import { ada, bob, noon, shop, support } from "../support/shop.ts";

test("an export contains all data of the person and nothing of others", async () => {
  const s = await shop();
  const { orderId } = await buyAsAda(s);
  await change(s, "orderNoteAdd", { orderId, text: "She called." }, { viewer: support });
  await begin(s, {}, { viewer: ada });
  await bought(s, { viewer: bob });
  const { sections } = await s.personalData("user_ada");
  expect(sections).toMatchObject({
    orders: [
      {
        number: orderNumber(100_001),
        email: "only-me@private.example",
        shippingAddress: address,
        total: "14.90",
        currency: "EUR",
      },
    ],
    orderLines: [{ order: orderNumber(100_001), title: "Thing 1", quantity: 1, amount: "10.00" }],
    orderNotes: [{ order: orderNumber(100_001), text: "She called." }],
  });
  const states = z.array(z.object({ state: z.string() }));
  const statesOf = (rows: unknown) => states.parse(rows).map(({ state }) => state);
  expect(statesOf(sections.carts).sort()).toEqual(["CLOSED", "OPEN"]);
  expect(statesOf(sections.checkouts).sort()).toEqual(["COMPLETED", "OPEN"]);
  expect(sections.cartLines).toHaveLength(2);
  await erase(s);
  const empty = { orders: [], orderLines: [], orderNotes: [], cartLines: [] };
  const after = (await s.personalData("user_ada")).sections;
  expect(after).toMatchObject(empty);
  expect(JSON.stringify(after)).not.toMatch(new RegExp(secrets.join("|")));
  expect(z.array(z.unknown()).parse((await s.personalData("user_nobody")).sections.carts)).toEqual([]);
});

test("the export contains texts of returns, refunds and cancellations, and tracking numbers", async () => {
  const s = await shop();
  const sent = await buy(s, undefined, { viewer: ada });
  const shipmentId = await ship(s, sent, 3, { trackingNumber: "PARCEL-7" });
  await updateShipment(s, shipmentId, { status: "DELIVERED" });
  const requested = await requestReturn(s, sent, 1, { reason: "Too small for Ada." });
  await resolve(s, present(requested.orderReturn).id, "REJECT", "Worn, we are sorry.");
  await refund(s, sent, { adjustmentMinor: 100, reason: "A gesture for Ada." });
  const called = await buy(s, undefined, { viewer: ada });
  await cancel(s, called.orderId, { viewer: ada }, { note: "Ada changed her mind." });
  const { sections } = await s.personalData("user_ada");
  expect(sections).toMatchObject({
    parcels: [{ order: orderNumber(100_001), carrier: "Post", trackingNumber: "PARCEL-7" }],
    returns: [
      { order: orderNumber(100_001), state: "REJECTED", reason: "Too small for Ada.", note: "Worn, we are sorry." },
    ],
    refunds: [
      { order: orderNumber(100_001), amount: "1.00", reason: "A gesture for Ada." },
      { order: orderNumber(100_002), amount: "34.90" },
    ],
    cancellations: [{ order: orderNumber(100_002), note: "Ada changed her mind." }],
  });
});

test("the export contains the e-mails about a corrected order, its former address, and the one on its invoice", async () => {
  const s = await shop();
  const { orderId } = await buyAsAda(s);
  const corrected = { email: "right@private.example", shippingAddress: { ...home, line1: "Kai 9" } };
  await correctContact(s, { orderId }, corrected);
  const { sections } = await s.personalData("user_ada");
  const { email, shippingAddress } = corrected;
  expect(sections.orders).toMatchObject([{ email, shippingAddress, invoiceShippingAddress: address }]);
  const mail = { order: orderNumber(100_001), queuedAt: new Date(noon).toISOString(), sentAt: null, refusedAt: null };
  expect(sections.orderMails).toHaveLength(3);
  expect(sections.orderMails).toEqual(
    expect.arrayContaining([
      { ...mail, kind: "CONFIRMED", formerEmail: null },
      { ...mail, kind: "CONTACT_UPDATED", formerEmail: null },
      { ...mail, kind: "CONTACT_FORMER", formerEmail: personal.email },
    ]),
  );
});

test("no timeline entry and no event contains personal data", async () => {
  const s = await shop();
  await buyAsAda(s);
  const published = JSON.stringify(
    await s.rows(
      "SELECT payload FROM outbox UNION ALL SELECT summary FROM order_events UNION ALL SELECT answer FROM idempotency",
    ),
  );
  for (const secret of secrets) expect(published).not.toContain(secret);
});
