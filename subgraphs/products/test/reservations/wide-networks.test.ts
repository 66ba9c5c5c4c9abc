/** Wider networks: the many senders of a home, a tunnel or a small provider hold a few times the units of one together. */
import { hashNetworks, networkPath } from "@hansa/kit/identity";
import { expect, test } from "vitest";
import { reserve } from "../support/reservations.ts";
import { sell, shop } from "../support/shop.ts";

const pathOf = (address: string) =>
  networkPath(hashNetworks({ address }, { secret: "a secret of orders", production: true })) ?? "";

test.each([
  ["/64 of one /56", 40, (n: number) => `2001:db8:1:a${n.toString(16).padStart(2, "0")}::1`],
  ["/56 of one /48", 80, (n: number) => `2001:db8:1:${(n * 256).toString(16)}::1`],
  ["addresses of one /24", 80, (n: number) => `198.51.100.${n}`],
])("ten guests at other %s hold %s of a hundred units, and one elsewhere the next", async (_what, most, addressOf) => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "SCARCE", stock: 100 });
  const hold = async (n: number, address: string) =>
    (await reserve(s, `chk_${n}`, { variantId, quantity: 10 }, { network: pathOf(address) })).outcome;
  const outcomes: string[] = [];
  for (let n = 0; n < 10; n += 1) outcomes.push(await hold(n, addressOf(n)));
  expect(outcomes).toEqual(Array.from({ length: 10 }, (_, n) => (n < most / 10 ? "reserved" : "reservationLimit")));
  expect(await hold(10, "203.0.113.7")).toBe("reserved");
});
