/** Personal data in withdrawals: exported, and erased with the person, whether the withdrawal fits an order or not. */
import { contentsOf } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import { staff } from "../support/order-changes.ts";
import { buyAsAda, erase, personal, secrets } from "../support/personal-data.ts";
import { newKey } from "../support/purchase.ts";
import { ada, minute, type Shop, shop } from "../support/shop.ts";
import { declare, listWithdrawals } from "../support/withdrawals.ts";

const entered = { email: personal.email, lastName: "Unmistakable" };
const erasedPerson = { enteredOrderNumber: null, enteredEmail: null, enteredLastName: null };

/** A contested withdrawal from an order that was sent, and one that fits no order. */
async function withdrawTwice(s: Shop, orderNumber: string): Promise<void> {
  await declare(s, { ...entered, orderNumber });
  await declare(s, { ...entered, orderNumber: "777777" });
}

test.each([
  ["customer", { viewer: ada }],
  ["guest", {}],
])("the withdrawals of a %s are exported, and erased with the person", async (kind, sender) => {
  const s = await shop();
  const { orderId, number, variantId } = await buyAsAda(s, sender);
  const { fulfilment } = await change(
    s,
    "fulfilmentCreate",
    { orderId, parts: [{ lineId: await lineOf(s, variantId), quantity: 1 }], idempotencyKey: newKey() },
    staff,
  );
  const parcel = { fulfilmentId: present(fulfilment).id, carrier: "Post", idempotencyKey: newKey() };
  await change(s, "shipmentCreate", parcel, staff);
  await withdrawTwice(s, number);
  const [{ id: withdrawalId }] = (await s.rows("SELECT id FROM withdrawals WHERE matched")).map(Object);
  const note = "Ada Unmistakable has worn it.";
  await change(s, "withdrawalContest", { withdrawalId, note, idempotencyKey: newKey() }, staff);

  const { sections } = kind === "guest" ? await s.guestData(personal.email) : await s.personalData("user_ada");
  expect(sections.withdrawals).toMatchObject([
    { order: number, ...entered, state: "CONTESTED", note },
    { order: "777777", ...entered, state: "UNMATCHED", note: null },
  ]);

  if (kind === "guest") {
    await s.eraseGuest("dep_1", personal.email);
    for (let round = 0; round < 3; round += 1) {
      await s.work();
      await s.runtime.advance(minute);
    }
  } else await erase(s);
  expect(await listWithdrawals(s)).toMatchObject({
    totalCount: 1,
    nodes: [{ state: "CONTESTED", ...erasedPerson, contestNote: "Removed when the customer was erased." }],
  });
  const bytes = await contentsOf(s.place, { without: "retained_buyers" });
  expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
});

async function lineOf(s: Shop, variantId: string): Promise<string> {
  const [row] = await s.rows(`SELECT id FROM order_lines WHERE variant_id = '${variantId}'`);
  return String(Object(row).id);
}

test("withdrawals of others stay as they are", async () => {
  const s = await shop();
  await buyAsAda(s);
  await declare(s, { orderNumber: "777777", email: "other@example.com", lastName: "Other" });
  await erase(s);
  expect(await listWithdrawals(s)).toMatchObject({ nodes: [{ enteredEmail: "other@example.com" }] });
});
