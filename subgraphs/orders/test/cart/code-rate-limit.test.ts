/** Rate limit of promotion codes: per viewer and per network, never for the whole shop. */
import { expect, test } from "vitest";
import { apply, tenPercent } from "../support/back-office/promotions.ts";
import { cartWith } from "../support/purchase.ts";
import { ada, bob, minute, type Sender, type Shop, shop } from "../support/shop.ts";

const at = (address: string): Sender => ({ from: { address, agent: null } });

/** Applies `tries` unknown codes to a new cart and returns the type names of the results. */
async function guess(s: Shop, sender: Sender, tries: number): Promise<string[]> {
  const { id } = await cartWith(s, [], sender);
  const names: string[] = [];
  for (let n = 0; n < tries; n += 1) names.push((await apply(s, id, `GUESS-${n}`, sender)).__typename);
  return names;
}

const count = (names: string[]) => names.filter((name) => name === "CodeRejectedError").length;

test("a viewer may fail with ten codes an hour; then even a valid code is refused", async () => {
  const s = await shop();
  await tenPercent(s, "GOOD");
  const sender = { viewer: ada };
  expect(count(await guess(s, sender, 12))).toBe(10);
  const { variantId } = await s.products.sell();
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }], sender);
  expect(await apply(s, id, "GOOD", sender)).toMatchObject({
    __typename: "TooManyCodesError",
    code: "TOO_MANY_CODES",
    retryAfterMs: 60 * minute,
  });
  await s.runtime.advance(60 * minute);
  expect(await apply(s, id, "GOOD", sender)).toMatchObject({ __typename: "CartSaved" });
});

test("guests of one network may fail with fifty codes an hour over all their carts; others are not affected", async () => {
  const s = await shop();
  let looked = 0;
  for (let cart = 0; cart < 8; cart += 1) looked += count(await guess(s, at(`2001:db8::${cart + 1}`), 9));
  expect(looked).toBe(50);
  expect(await guess(s, { viewer: bob, ...at("2001:db8::99") }, 1)).toEqual(["TooManyCodesError"]);
  expect(await guess(s, at("2001:db8:0:1::1"), 1)).toEqual(["CodeRejectedError"]);
  expect(await guess(s, { viewer: ada, ...at("192.0.2.1") }, 1)).toEqual(["CodeRejectedError"]);
});

test("counters are removed after their hour", async () => {
  const s = await shop();
  await guess(s, at("192.0.2.1"), 1);
  await s.runtime.advance(61 * minute);
  await guess(s, at("192.0.2.2"), 1);
  expect(await s.rows("SELECT attempts FROM attempt_counters")).toEqual(
    // The code of the viewer, its network and its /24, and the cart of both networks.
    Array.from({ length: 5 }, () => ({ attempts: 1 })),
  );
});
