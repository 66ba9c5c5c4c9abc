/** Tax classes in the schema: the same five in orders and products. */
import { taxClassByName } from "@hansa/commerce/tax-class";
import { expect, test } from "vitest";
import { read, save } from "../support/back-office/settings.ts";
import { present, seeCart } from "../support/mutations.ts";
import { cartWith } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

test.each(Object.entries(taxClassByName))(
  "a rate for %s taxes the variants of that class",
  async (taxClass, inside) => {
    const s = await shop();
    const { taxRate } = await save(s, "taxRateSave", { name: "TVA 3%", country: "LU", taxClass, rate: "0.03" });
    expect(taxRate).toMatchObject({ taxClass });
    await save(s, "shopSettingsUpdate", { country: "LU" });
    await s.runtime.advance(1);
    const { variantId } = await s.products.sell({ taxClass: inside });
    const { id } = await cartWith(s, [{ variantId, quantity: 1 }]);
    expect(present(await seeCart(s, id)).totals.taxLines).toMatchObject([{ name: "TVA 3%" }]);
  },
);

test("an unknown tax class is refused and nothing is saved", async () => {
  const s = await shop();
  const before = await read(s, "taxRates");
  const luxury = { name: "VAT", country: "DE", rate: "0.1" };
  await expect(save(s, "taxRateSave", { ...luxury, taxClass: "LUXURY" })).rejects.toThrow("BAD_USER_INPUT");
  await expect(save(s, "taxRateSave", { ...luxury, taxClass: "standard" })).rejects.toThrow("BAD_USER_INPUT");
  await expect(save(s, "shippingMethodSave", { id: "abroad", taxClass: "LUXURY" })).rejects.toThrow("BAD_USER_INPUT");
  expect(await read(s, "taxRates")).toEqual(before);
});
