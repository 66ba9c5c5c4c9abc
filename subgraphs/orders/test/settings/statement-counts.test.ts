/** Statement counts of the settings lists: constant in the number of zones and rates. */
import { expect, test } from "vitest";
import { colleague, read } from "../support/back-office/settings.ts";
import { cartWith } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";
import { statements } from "../support/statements.ts";

/** Fifty zones of two countries and three methods each, and fifty tax rates. */
async function fill(s: Shop): Promise<void> {
  const numbers = Array.from({ length: 50 }, (_, index) => index);
  const message = (number: number) => String.fromCharCode(65 + number);
  for (const number of numbers) {
    const code = `${message(Math.floor(number / 25))}${message(number % 25)}`;
    await s.corruptStore(`
      INSERT INTO shipping_zones (id, name) VALUES ('z${number}', 'Zone ${number}');
      INSERT INTO shipping_zone_countries VALUES ('X${code}', 'z${number}'), ('Y${code}', 'z${number}');
      INSERT INTO tax_rates VALUES ('t${number}', 'Tax', 'X${code}', NULL, 'standard', 1, 0), ('u${number}', 'Tax', 'X${code}', NULL, 'standard', 1, 1);
    `);
    for (const method of [1, 2, 3])
      await s.corruptStore(`
        INSERT INTO shipping_methods (id, zone_id, carrier, label, eta_days_min, eta_days_max, tax_class, active)
          VALUES ('m${number}-${method}', 'z${number}', 'Post', 'Parcel', 1, 2, 'standard', TRUE);
        INSERT INTO shipping_rates (method_id, currency, up_to_grams, minor) VALUES ('m${number}-${method}', 'EUR', 1, 1), ('m${number}-${method}', 'EUR', 2, 2);
      `);
  }
}

test.each([
  ["shopSettings", 1],
  ["shopPages", 1],
  ["shippingZones", 5],
  ["shippingMethods", 3],
  ["taxRates", 2],
] as const)("%s takes %i statements, however many there are", async (field, expected) => {
  const s = await shop();
  expect(await statements(s, () => read(s, field))).toBe(expected);
  await fill(s);
  expect(await statements(s, () => read(s, field))).toBe(expected);
});

test("the settings cost a page one statement, for any number of readers", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const one = await cartWith(s, [{ variantId, quantity: 1 }]);
  const two = await cartWith(s, [{ variantId, quantity: 2 }]);
  const cart = (id: string) => `cart(id: "${id}") { totals { total { minor } } }`;
  const page = `{ a: ${cart(one.id)} b: ${cart(two.id)} shop { name } shopSettings { version } }`;
  // Carts, live checkouts, lines, promotions, settings, rates, countries.
  expect(await statements(s, () => s.query(page, {}, colleague("ADMIN")))).toBe(7);
});
