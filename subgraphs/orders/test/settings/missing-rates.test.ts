/** Missing rates: classes on sale without a rate of their own, where the shop charges tax, for staff with access to the settings. */
import { expect, test } from "vitest";
import { colleague, save } from "../support/back-office/settings.ts";
import { addRate } from "../support/back-office/tax-laws.ts";
import { type Shop, shop } from "../support/shop.ts";

async function missing(s: Shop): Promise<string[]> {
  const text = "{ shopSetup { missingRates { country taxClass } } }";
  const { data, errors } = await s.query(text, {}, colleague("ADMIN"));
  if (errors) throw new Error(JSON.stringify(errors));
  return Object(data).shopSetup.missingRates.map((rate: object) => Object.values(rate).join(" "));
}

test("the classes on sale are missing at home, and where the shop charges the tax of the destination", async () => {
  const s = await shop();
  await s.products.sell();
  expect(await missing(s)).toEqual([]);
  await s.products.sell({ taxClass: "books" });
  await s.products.sell({ taxClass: "zero" });
  // The United States have a rate, so that the shop charges tax there.
  expect(await missing(s)).toEqual(["DE BOOKS", "US BOOKS"]);
  await save(s, "shopSettingsUpdate", { distanceSales: "DESTINATION" });
  expect(await missing(s)).toEqual(["AT STANDARD", "AT BOOKS", "DE BOOKS", "FR BOOKS", "US BOOKS"]);
  await addRate(s, "AT", "0.2");
  await addRate(s, "DE", "0.07", { taxClass: "BOOKS" });
  expect(await missing(s)).toEqual(["AT BOOKS", "FR BOOKS", "US BOOKS"]);
});

test("a shop that starts new sells at HOME, an old one has a notice until its owner decides or acknowledges it", async () => {
  const upgraded = `UPDATE shop_settings SET distance_sales = 'DESTINATION', notices = '["DISTANCE_SALES"]'`;
  for (const input of [{ distanceSales: "HOME" }, { acknowledge: ["DISTANCE_SALES"] }]) {
    const s = await shop();
    const notices = async () => {
      const { data } = await s.query("{ shopSetup { notices } }", {}, colleague("ADMIN"));
      return Object(data).shopSetup.notices;
    };
    expect(await notices()).toEqual([]);
    await s.corruptStore(upgraded);
    expect(await notices()).toEqual(["DISTANCE_SALES"]);
    await save(s, "shopSettingsUpdate", input);
    expect(await notices()).toEqual([]);
  }
});
