/** Replacements: available units are committed to a checkout for returned ones, once, until they are sent or the commit is cancelled. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { buyUnits, endUnits, reserve } from "../support/reservations.ts";
import { type Shop, sell, shop } from "../support/shop.ts";

const commit = ({ peer }: Shop, replacementId: string, lines: { variantId: string; quantity: number }[]) =>
  callPeer(peer, contract.commitReplacement, { replacementId, checkoutId: "chk_1", lines });

const cancel = ({ peer }: Shop, replacementId: string) =>
  callPeer(peer, contract.cancelReplacement, { replacementId, checkoutId: "chk_1" });

const levelOf = async (s: Shop, variantId: string) =>
  (
    await s.rows(`SELECT on_hand AS "onHand", committed, reserved FROM stock_levels WHERE variant_id = '${variantId}'`)
  )[0];
const soldOf = (s: Shop) => s.rows("SELECT variant_id AS id, quantity, committed FROM reservation_lines ORDER BY 1");

/** Ten units of which the checkout has bought and got two. */
async function sentTwo(s: Shop) {
  const { variantId } = await sell(s, { sku: "MUG", title: "Mug", stock: 10 });
  await buyUnits(s, "chk_1", variantId, 2);
  await endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_1", quantity: 2 });
  return variantId;
}

test("a replacement commits its units once, and they are sent like those of the checkout", async () => {
  const s = await shop();
  const variantId = await sentTwo(s);
  const lines = [
    { variantId, quantity: 1 },
    { variantId, quantity: 1 },
  ];
  expect(await commit(s, "repl_1", lines)).toEqual({ outcome: "committed" });
  expect(await commit(s, "repl_1", lines)).toEqual({ outcome: "committed" });
  expect(await levelOf(s, variantId)).toEqual({ onHand: 8, committed: 2, reserved: 0 });
  expect(await soldOf(s)).toEqual([{ id: variantId, quantity: 4, committed: 2 }]);
  await endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_2", quantity: 2 });
  expect(await levelOf(s, variantId)).toEqual({ onHand: 6, committed: 0, reserved: 0 });
});

test("all units are committed or none, and reserved ones are left to their checkouts", async () => {
  const s = await shop();
  const variantId = await sentTwo(s);
  const other = await sell(s, { sku: "CUP", title: "Cup", stock: 5 });
  await reserve(s, "chk_2", { variantId, quantity: 8 }, { isVerified: true, userId: "user_1" });
  const lines = [
    { variantId: other.variantId, quantity: 1 },
    { variantId, quantity: 1 },
  ];
  expect(await commit(s, "repl_1", lines)).toEqual({
    outcome: "outOfStock",
    lines: [{ variantId, wanted: 1, available: 0 }],
  });
  expect(await levelOf(s, variantId)).toEqual({ onHand: 8, committed: 0, reserved: 8 });
  expect(await levelOf(s, other.variantId)).toEqual({ onHand: 5, committed: 0, reserved: 0 });
});

test("a cancelled replacement can be sold again, once, and a commit that comes later fails", async () => {
  const s = await shop();
  const variantId = await sentTwo(s);
  const other = await sell(s, { sku: "CUP", title: "Cup", stock: 5 });
  await commit(s, "repl_1", [
    { variantId, quantity: 1 },
    { variantId: other.variantId, quantity: 2 },
  ]);
  await cancel(s, "repl_1");
  await cancel(s, "repl_1");
  expect(await levelOf(s, variantId)).toEqual({ onHand: 8, committed: 0, reserved: 0 });
  expect(await levelOf(s, other.variantId)).toEqual({ onHand: 5, committed: 0, reserved: 0 });
  expect(await soldOf(s)).toEqual([{ id: variantId, quantity: 2, committed: 0 }]);
  await cancel(s, "repl_2");
  for (const id of ["repl_1", "repl_2"])
    expect(await commit(s, id, [{ variantId, quantity: 1 }])).toEqual({ outcome: "gone" });
});

test("units of variants that are not counted are skipped", async () => {
  const s = await shop();
  await sentTwo(s);
  const { variantId } = await sell(s, { sku: "FILE", title: "File", tracked: false });
  expect(await commit(s, "repl_1", [{ variantId, quantity: 3 }])).toEqual({ outcome: "committed" });
  expect(await soldOf(s)).toHaveLength(1);
});
