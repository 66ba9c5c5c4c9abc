/** Tax of an open checkout while rates change: only a new address or shipping option reprices it. */
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { change, seeCheckout } from "../support/mutations.ts";
import { home, ready } from "../support/purchase.ts";
import { minute, shop } from "../support/shop.ts";

test("an open checkout is taxed again when its address changes, not when its e-mail address changes", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const taxOf = async () => (await seeCheckout(s, checkoutId))?.totals.tax.minor;
  const before = await taxOf();
  await save(s, "taxRateSave", { name: "VAT 21%", country: "DE", rate: "0.21" });
  await s.runtime.advance(minute);
  await change(s, "checkoutUpdate", { checkoutId, email: "ada@elsewhere.example" });
  expect(await taxOf()).toBe(before);
  await change(s, "checkoutUpdate", { checkoutId, shippingAddress: home });
  expect(await taxOf()).not.toBe(before);
});
