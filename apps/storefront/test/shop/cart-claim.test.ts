/** The cart of a guest who signs in: a question only if both carts have goods. */
import { expect, test } from "vitest";
import { type ClaimableCart, decideClaim } from "../../shop/cart/claim.ts";

function cart(id: string, totalQuantity: number, state: ClaimableCart["state"] = "OPEN"): ClaimableCart {
  return { id, state, version: 1, totalQuantity, currency: "EUR", checkout: null };
}

test.each([
  ["no cart at all", null, null, "keep own"],
  ["no guest's cart", null, cart("own", 2), "keep own"],
  ["an empty guest's cart", cart("guest", 0), cart("own", 2), "keep own"],
  ["a guest's cart that has ended", cart("guest", 2, "CLOSED"), cart("own", 2), "keep own"],
  ["the account's cart in this browser", cart("own", 2), cart("own", 2), "keep own"],
  ["no cart of the account", cart("guest", 1), null, "claim"],
  ["an empty cart of the account", cart("guest", 1), cart("own", 0), "claim"],
  ["a guest's cart that is being paid, and none of the account", cart("guest", 1, "LOCKED"), null, "claim"],
  ["goods in both", cart("guest", 1), cart("own", 2), "ask"],
] as const)("%s", (_name, guest, own, decision) => {
  expect(decideClaim(guest, own)).toBe(decision);
});
