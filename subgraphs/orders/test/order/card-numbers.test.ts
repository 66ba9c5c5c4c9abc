/** Card numbers: refused in texts of buyers and texts for them, stored with a warning in staff's own notes; other numbers are taken. */
import { expect, test } from "vitest";
import { change } from "../support/mutations.ts";
import { type Bought, buy, deliver, refundUnits, requestReturn, resolve, staff } from "../support/order-changes.ts";
import { begin, fillIn, home, newKey } from "../support/purchase.ts";
import { ada, type Shop, shop } from "../support/shop.ts";
import { declare, withdraw } from "../support/withdrawals.ts";

const card = "4111 1111 1111 1111";
const others = ["IMEI 351261435778918", "4527720405602", "ID 110101199003223760", "Tracking 6011000990139424"];
const withoutWord = "6011000990139424";

test("an address takes numbers of other things, and refuses that of a card", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  for (const line2 of others) {
    const saved = await fillIn(s, checkoutId, {}, { shippingAddress: { ...home, line2 } });
    expect([line2, saved.__typename]).toEqual([line2, "CheckoutSaved"]);
  }
  for (const line2 of [card, withoutWord])
    expect(await fillIn(s, checkoutId, {}, { shippingAddress: { ...home, line2 } })).toMatchObject({
      __typename: "ValidationError",
      problems: [{ code: "CARD_NUMBER", path: ["input", "shippingAddress", "line2"] }],
    });
});

type Note = { success: string; write(s: Shop, bought: Bought, text: string): ReturnType<typeof change> };

const notes: Readonly<Record<string, Note>> = {
  orderNoteAdd: {
    success: "OrderNoteAdded",
    write: (s, { orderId }, text) => change(s, "orderNoteAdd", { orderId, text }, staff),
  },
  orderHold: {
    success: "OrderHeld",
    write: (s, { orderId }, note) => change(s, "orderHold", { orderId, note }, staff),
  },
  orderHoldRelease: {
    success: "OrderHoldReleased",
    async write(s, { orderId }, note) {
      await change(s, "orderHold", { orderId, note: "Wait." }, staff);
      return change(s, "orderHoldRelease", { orderId, note }, staff);
    },
  },
  withdrawalContest: {
    success: "WithdrawalContested",
    async write(s, bought, note) {
      await deliver(s, bought, 3);
      await withdraw(s, bought);
      const [row] = await s.rows("SELECT id FROM withdrawals");
      const input = { withdrawalId: Object(row).id, note, idempotencyKey: newKey() };
      const contested = await change(s, "withdrawalContest", input, staff);
      // A replay has the same warnings.
      expect(await change(s, "withdrawalContest", input, staff)).toEqual({ ...contested, replayed: true });
      return contested;
    },
  },
};

test.each(Object.entries(notes))(
  "%s stores a card number with a warning, and other numbers without",
  async (field, note) => {
    const s = await shop();
    const path = ["input", field === "orderNoteAdd" ? "text" : "note"];
    const warned = await note.write(s, await buy(s), `Paid with ${card}.`);
    expect(warned).toMatchObject({ __typename: note.success, warnings: [{ code: "CARD_NUMBER", path }] });
    const stored = await s.rows("SELECT text FROM order_notes UNION ALL SELECT contest_note FROM withdrawals");
    expect(JSON.stringify(stored)).toContain(`Paid with ${card}.`);
    const other = await shop();
    expect(await note.write(other, await buy(other), others.join(", "))).toMatchObject({
      __typename: note.success,
      warnings: [],
    });
  },
);

test("texts of buyers, notes that buyers get and the reason for the provider are refused", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 3);
  const refused = { __typename: "ValidationError", problems: [{ code: "CARD_NUMBER" }] };
  expect(await requestReturn(s, bought, 1, { reason: card })).toMatchObject(refused);
  expect(await declare(s, { orderNumber: "1", lastName: card })).toMatchObject(refused);
  expect(await declare(s, { orderNumber: card })).toMatchObject(refused);
  const { orderReturn } = await requestReturn(s, bought, 1, { reason: others.join(", ") });
  expect(await resolve(s, orderReturn?.id ?? "", "REJECT", card)).toMatchObject(refused);
  expect(await refundUnits(s, bought, 1, { reason: `Card ${card}` })).toMatchObject(refused);
  expect(await refundUnits(s, bought, 1, { reason: others.join(", ") })).toMatchObject({ __typename: "OrderRefunded" });
});
