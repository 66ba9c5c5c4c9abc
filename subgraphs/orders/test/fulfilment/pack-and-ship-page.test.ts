/** docs/owners/pack-and-ship.md: its blocks run unchanged as the warehouse, and do what the page states. */
import { expect, test } from "vitest";
import { z } from "zod";
import { colleague } from "../support/back-office/settings.ts";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  readOrder,
  requestReturn,
  resolve,
  staff,
  updateShipment,
} from "../support/order-changes.ts";
import { openPage } from "../support/page-blocks.ts";
import { newKey } from "../support/purchase.ts";
import { ada, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const page = openPage("owners/pack-and-ship");
const warehouse = colleague("FULFILMENT");

/** Runs a block of the page as the warehouse, with these in the place of `<order>`, `<parcel>` and the like. */
function run(s: Shop, name: string, { orderId, line }: Bought, more: Record<string, string> = {}) {
  return page.run(s, name, warehouse, { order: orderId, line: line.lineId, key: newKey(), ...more });
}

const made = z.looseObject({ id: z.string() });
const result = z.looseObject({ fulfilment: made.optional(), shipment: made.optional() });

/** The id of the fulfilment or parcel in a response. Throws if it is a refusal. */
function idIn(response: unknown): string {
  const { fulfilment, shipment } = result.parse(response);
  return present(fulfilment ?? shipment, JSON.stringify(response)).id;
}

/** Prepares the three units of an order. */
async function prepare(s: Shop, bought: Bought): Promise<{ fulfilment: string }> {
  return { fulfilment: idIn(await run(s, "Prepare", bought)) };
}

const works = ["TO_PREPARE", "TO_PACK", "TO_HAND_OVER", "TO_SEND_AGAIN"] as const;

/** The ids of the orders with each kind of work, the oldest first; kinds that none has are left out. */
async function workIn(s: Shop, bought: Bought) {
  const list = z.object({ nodes: z.array(z.object({ id: z.string() })) });
  const lists = await Promise.all(
    works.map(async (work) => [work, list.parse(await run(s, "OrdersToPack", bought, { work })).nodes] as const),
  );
  return Object.fromEntries(
    lists.filter(([, nodes]) => nodes.length > 0).map(([work, nodes]) => [work, nodes.map(({ id }) => id)]),
  );
}

test("an order is found, prepared, packed, shipped with its tracking and delivered", async () => {
  const s = await shop();
  const bought = await buy(s);
  await s.runtime.advance(1);
  const later = await buy(s, [{ quantity: 3 }], { viewer: ada });
  expect(await workIn(s, bought)).toEqual({ TO_PREPARE: [bought.orderId, later.orderId] });
  const fulfilment = await prepare(s, bought);
  expect(await workIn(s, bought)).toEqual({ TO_PREPARE: [later.orderId], TO_PACK: [bought.orderId] });
  expect(await run(s, "Prepare", bought)).toMatchObject({ __typename: "QuantityExceededError", maximum: 0 });

  const parcel = idIn(await run(s, "Pack", bought, fulfilment));
  expect(await workIn(s, bought)).toEqual({ TO_PREPARE: [later.orderId], TO_HAND_OVER: [bought.orderId] });
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ __typename: "InvalidTransitionError" });
  expect(await run(s, "Ship", bought, { parcel })).toMatchObject({
    shipment: { status: "SHIPPED", trackingNumber: "HP-4711" },
    order: { state: "SHIPPED" },
  });
  await s.work();
  expect(s.mail().filter((message) => message.includes("HP-4711"))).toHaveLength(1);
  expect(await workIn(s, bought)).toEqual({ TO_PREPARE: [later.orderId] });
  expect(await run(s, "Deliver", bought, { parcel })).toMatchObject({ order: { state: "DELIVERED" } });
  expect(await run(s, "Deliver", bought, { parcel })).toMatchObject({ shipment: { status: "DELIVERED" } });
});

test("goods leave in several parcels, and a parcel that was packed by mistake is packed anew", async () => {
  const s = await shop();
  const bought = await buy(s);
  const fulfilment = await prepare(s, bought);
  const first = idIn(await run(s, "PackPart", bought, fulfilment));
  expect(await run(s, "Ship", bought, { parcel: first })).toMatchObject({ order: { state: "PARTIALLY_SHIPPED" } });
  const misplaced = idIn(await run(s, "Pack", bought, fulfilment));
  expect(await run(s, "PackPart", bought, fulfilment)).toMatchObject({ cause: "NOT_IN_FULFILMENT", maximum: 0 });
  expect(await run(s, "Unpack", bought, { parcel: misplaced })).toMatchObject({ shipment: { status: "UNPACKED" } });
  expect(await workIn(s, bought)).toEqual({ TO_PACK: [bought.orderId] });
  expect(await run(s, "Unpack", bought, { parcel: first })).toMatchObject({ __typename: "ShipmentTransitionError" });
  const second = idIn(await run(s, "Pack", bought, fulfilment));
  expect(await run(s, "Ship", bought, { parcel: second })).toMatchObject({ order: { state: "SHIPPED" } });
});

test("goods are prepared and packed in one step", async () => {
  const s = await shop();
  const bought = await buy(s);
  const parcel = idIn(await run(s, "PackAtOnce", bought));
  expect(await workIn(s, bought)).toEqual({ TO_HAND_OVER: [bought.orderId] });
  expect(await run(s, "PackAtOnce", bought)).toMatchObject({ blockedBy: "NOTHING_LEFT" });
  expect(await run(s, "Ship", bought, { parcel })).toMatchObject({ order: { state: "SHIPPED" } });
});

test("nothing leaves while an order is on hold, also no packed parcel", async () => {
  const s = await shop();
  const bought = await buy(s);
  const fulfilment = await prepare(s, bought);
  const parcel = idIn(await run(s, "PackPart", bought, fulfilment));
  expect(await run(s, "Hold", bought)).toMatchObject({ order: { hold: { reason: "MANUAL" } } });
  expect(await workIn(s, bought)).toEqual({});
  for (const name of ["Prepare", "Pack"])
    expect(await run(s, name, bought, fulfilment)).toMatchObject({ blockedBy: "ON_HOLD", message: expect.any(String) });
  expect(await run(s, "Ship", bought, { parcel })).toMatchObject({ __typename: "ShipmentTransitionError" });
  const { number } = await readOrder(s, bought);
  expect(await run(s, "OrderToCheck", bought, { number })).toMatchObject({
    hold: { reason: "MANUAL" },
    fulfilments: [{ shipments: [{ id: parcel, status: "READY" }] }],
  });
});

test("a cancelled order is on the list no more, and its units can be sold again", async () => {
  const s = await shop();
  const bought = await buy(s);
  const fulfilment = await prepare(s, bought);
  const { onHand } = z.object({ onHand: z.number() }).parse(await stockLevelOf(s, bought.line.variantId));
  expect(await stockLevelOf(s, bought.line.variantId)).toMatchObject({ committed: 3 });
  await cancel(s, bought.orderId, staff);
  await s.work();
  expect(await workIn(s, bought)).toEqual({});
  expect(await run(s, "Pack", bought, fulfilment)).toMatchObject({ blockedBy: "ORDER_STATE", state: "CANCELLED" });
  const { number } = await readOrder(s, bought);
  expect(await run(s, "OrderToCheck", bought, { number })).toMatchObject({
    state: "CANCELLED",
    lines: [{ quantity: 3, cancelled: 3, shipped: 0 }],
  });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand, reserved: 0 });
});

test("returned goods are received once they were approved", async () => {
  const s = await shop();
  const bought = await buy(s, undefined, { viewer: ada });
  const parcel = idIn(await run(s, "Pack", bought, await prepare(s, bought)));
  await run(s, "Ship", bought, { parcel });
  await run(s, "Deliver", bought, { parcel });
  const back = present((await requestReturn(s, bought, 1)).orderReturn).id;
  expect(await run(s, "Receive", bought, { return: back })).toMatchObject({ __typename: "ReturnTransitionError" });
  await resolve(s, back, "APPROVE");
  expect(await run(s, "Receive", bought, { return: back })).toMatchObject({
    orderReturn: { state: "RECEIVED", parts: [{ received: 1 }] },
  });
});

test("units of a parcel that came back are prepared once more", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { fulfilment } = await prepare(s, bought);
  const parcel = idIn(await run(s, "PackPart", bought, { fulfilment }));
  await run(s, "Ship", bought, { parcel });
  expect(await run(s, "PrepareAgain", bought)).toMatchObject({ maximum: 0, cause: "NOT_RESENDABLE" });
  await updateShipment(s, parcel, { status: "RETURNED" });
  expect(await run(s, "PrepareAgain", bought)).toMatchObject({
    fulfilment: { isResend: true },
    order: { lines: [{ resendable: 0 }] },
  });
});

test("a wrong address is corrected before the goods are packed, and a lost mail is sent again", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { updatedAt } = await readOrder(s, bought);
  const read = { updated: String(updatedAt) };
  expect(await run(s, "CorrectContact", bought, read)).toMatchObject({
    order: { email: "ada@example.org", shippingAddress: { line1: "Quay 2" } },
  });
  expect(await run(s, "CorrectContact", bought, read)).toMatchObject({ __typename: "OrderChangedError" });
  expect(await run(s, "SendAgain", bought)).toMatchObject({ mail: { kind: "CONFIRMED" } });
  await s.work();
  const { mails } = z.object({ mails: z.array(z.looseObject({})) }).parse(await run(s, "MailsOfOrder", bought));
  expect(mails).toHaveLength(4);
  for (const mail of mails) expect(mail).toMatchObject({ sentAt: expect.any(String), refusedAt: null });
  expect(s.mail().filter((message) => message.includes("To: ada@example.org"))).toHaveLength(3);
});

test("every block of the page was run", () => {
  expect([...page.used].sort()).toEqual([...page.names].sort());
});
