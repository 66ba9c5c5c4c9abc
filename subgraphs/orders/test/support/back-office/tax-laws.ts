/** Sales without tax for tests: a German shop, buyers in the EU and outside it, and the taxes of their orders. */
import { z } from "zod";
import { present } from "../mutations.ts";
import { type Bought, buy, readOrder, type Wish } from "../order-changes.ts";
import { home } from "../purchase.ts";
import type { Shop } from "../shop.ts";
import { save } from "./settings.ts";
import { invoicingShop } from "./tax-documents.ts";

const vienna = { ...home, line1: "Ring 1", city: "Wien", postalCode: "1010", country: "AT" };
export const company = { ...vienna, company: "Fenwarp GmbH", vatId: "ATU13585627" };
export const zurich = { ...home, line1: "Kai 1", city: "Zürich", postalCode: "8001", country: "CH" };

export const mugs: Wish = { prices: { EUR: 1_490 }, quantity: 2 };
const download: Wish = { prices: { EUR: 999 }, weightGrams: null };
export const basket = [mugs, download];

/** A German shop with reverse charge, and parcels to every country of these tests at 9.90 EUR. */
export async function shopOfLaws(settings: Record<string, unknown> = {}): Promise<Shop> {
  const s = await invoicingShop();
  await save(s, "shopSettingsUpdate", { reverseCharge: true, ...settings });
  const rates = [{ currency: "EUR", upToGrams: 10_000, amountMinor: 990 }];
  for (const id of ["abroad", "overseas", "home-standard"]) await save(s, "shippingMethodSave", { id, rates });
  const { zone } = await save(s, "shippingZoneSave", { name: "Alps", countries: ["CH"] });
  const method = { carrier: "Post", label: "Alps", etaDaysMin: 2, etaDaysMax: 4, rates };
  await save(s, "shippingMethodSave", { zoneId: present(zone).id, ...method });
  return s;
}

export type Address = typeof home & { company?: string | undefined; vatId?: string | undefined };

const optionTo = async (s: Shop, country: string) =>
  Object(
    (
      await s.rows(
        `SELECT id FROM shipping_methods JOIN shipping_zone_countries USING (zone_id) WHERE country = '${country}'
          AND shipping_methods.id <> 'home-express' ORDER BY id`,
      )
    )[0],
  ).id;

/** An order that goes to this address. */
export async function buyTo(
  s: Shop,
  shippingAddress: Address,
  wishes: Wish[] = basket,
  more: Record<string, unknown> = {},
) {
  const addresses = { shippingAddress, shippingOptionId: await optionTo(s, shippingAddress.country), ...more };
  return buy(s, wishes, {}, { addresses });
}

const money = z.object({ minor: z.number() });
const taxLine = z.object({
  category: z.string(),
  country: z.string().nullable(),
  name: z.string(),
  base: money,
  amount: money,
});
const shownTotals = z.object({
  subtotal: money,
  discount: money,
  shipping: money,
  tax: money,
  total: money,
  taxIncluded: z.boolean(),
  taxLines: z.array(taxLine),
});
const shownLines = z.array(z.object({ unitPrice: money, lineTotal: money }));

/** Category, country, base and amount of each tax. */
export const shown = (lines: readonly z.infer<typeof taxLine>[]) =>
  lines.map(({ category, country, base, amount }) => [category, country, base.minor, amount.minor]).sort();

/** The totals and the lines of an order. */
export async function totalsOf(s: Shop, bought: Bought) {
  const { totals, lines } = await readOrder(s, bought);
  return { ...shownTotals.parse(totals), lines: shownLines.parse(lines) };
}
