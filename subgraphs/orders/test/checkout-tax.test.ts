/** Tax of an open checkout while rates change: only where it is sent, and how, decides it anew. */
import { expect, test } from "vitest";
import { change, seeCheckout } from "./asks.ts";
import { home, ready } from "./buying.ts";
import { save } from "./settings-asks.ts";
import { minute, shop } from "./shop.ts";

test("an open checkout is taxed anew when its address changes, not when its e-mail address changes", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const taxOf = async () => (await seeCheckout(s, checkoutId))?.totals.tax.minor;
  const before = await taxOf();
  await save(s, "taxRateSave", { name: "VAT 21%", country: "DE", rate: "0.21" });
  await s.world.advance(minute);
  await change(s, "checkoutUpdate", { checkoutId, email: "ada@elsewhere.example" });
  expect(await taxOf()).toBe(before);
  await change(s, "checkoutUpdate", { checkoutId, shippingAddress: home });
  expect(await taxOf()).not.toBe(before);
});
