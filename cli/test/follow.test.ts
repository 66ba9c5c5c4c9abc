/** `hansa follow` over the stores and logs of a shop in one process: an order has one time line, without secrets; `long/` has all processes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../host/shop.mjs";
import {
  entered,
  type FollowedShop,
  matches,
  openFollowedShop,
  type Purchase,
  purchaseSteps,
} from "./support/followed-shop.ts";

let shop: FollowedShop;
let first: Purchase;
let second: Purchase;
beforeAll(async () => {
  shop = await openFollowedShop();
  await shop.start("--one-process");
  first = await shop.purchase();
  second = await shop.purchase();
});
afterAll(() => shop.close());

test("a purchase is one time line of stores and logs, in the order of its steps", () => {
  const entries = shop.followJson("--order", first.number);
  expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted((one, other) => one - other));
  const positions = purchaseSteps.map(([source, step]) =>
    entries.findIndex((entry) => entry.source === source && matches(entry.text, step)),
  );
  expect(purchaseSteps.filter((_step, index) => positions[index] === -1)).toEqual([]);
  const times = positions.map((position) => entries[position]?.at);
  expect(times).toEqual(times.toSorted((one = 0, other = 0) => one - other));
  const sources = new Set(entries.map(({ source }) => source));
  for (const { name } of services.filter((each) => each.name !== "users")) expect(sources).toContain(`${name} log`);
});

test("lines of another order are not in it, nor is what its buyer entered or what grants access", () => {
  const [one, other] = [shop.followJson("--order", first.number), shop.followJson("--order", second.number)];
  // Without times, which may have the digits of the postal code.
  const shown = one.map(({ source, text }) => `${source} ${text}`).join("\n");
  const ofOther = other.flatMap((entry) => entry.text.match(/\b(?:ord|pay)_\w{26}\b/g) ?? []);
  expect(ofOther.length).toBeGreaterThan(0);
  for (const id of ofOther) expect(shown).not.toContain(id);
  for (const secret of [...entered(), first.checkoutId, first.guestToken]) expect(shown).not.toContain(secret);
});
