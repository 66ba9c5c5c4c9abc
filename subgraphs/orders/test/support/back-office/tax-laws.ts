/** Sales without tax for tests: a German shop, buyers in the EU and outside it, and the taxes of their orders. */
import { z } from "zod";
import type { RegisterAnswer } from "../../../src/providers/vat-register.ts";
import { present } from "../mutations.ts";
import { type Bought, buy, readOrder, type Wish } from "../order-changes.ts";
import { home } from "../purchase.ts";
import { minute, type Shop } from "../shop.ts";
import { save } from "./settings.ts";
import { invoicingShop } from "./tax-documents.ts";

export const vienna = { ...home, line1: "Ring 1", city: "Wien", postalCode: "1010", country: "AT" };
export const company = { ...vienna, company: "Fenwarp GmbH", vatId: "ATU13585627" };
/** He has seen the id of a company, and the register knows it. */
export const max = { ...company, firstName: "Max", lastName: "Privat", company: "x", vatId: "ATU33864707" };
export const zurich = { ...home, line1: "Kai 1", city: "Zürich", postalCode: "8001", country: "CH" };

export const monaco = { ...home, line1: "Avenue 1", city: "Monaco", postalCode: "98000", country: "MC" };
export const belfast = { ...home, line1: "1 Quay", city: "Belfast", postalCode: "BT1 5GS", country: "GB" };
export const tenerife = { ...home, city: "Santa Cruz", region: "ES-TF", postalCode: "38001", country: "ES" };

export const mugs: Wish = { prices: { EUR: 1_490 }, quantity: 2 };
export const download: Wish = { prices: { EUR: 999 }, weightGrams: null };
export const basket = [mugs, download];

/** A German shop with reverse charge by the form of VAT ids, and parcels to every country of these tests at 9.90 EUR. */
export async function shopOfLaws(settings: Record<string, unknown> = {}): Promise<Shop> {
  const s = await invoicingShop();
  await save(s, "shopSettingsUpdate", { reverseCharge: true, reverseChargeCheck: "FORM", ...settings });
  const rates = [{ currency: "EUR", upToGrams: 10_000, amountMinor: 990 }];
  for (const id of ["abroad", "overseas", "home-standard"]) await save(s, "shippingMethodSave", { id, rates });
  const { zone } = await save(s, "shippingZoneSave", { name: "Alps", countries: ["CH"] });
  const method = { carrier: "Post", label: "Alps", etaDaysMin: 2, etaDaysMax: 4, rates };
  await save(s, "shippingMethodSave", { zoneId: present(zone).id, ...method });
  return s;
}

/** A shop that asks a register, which answers like this until it is told otherwise. */
export async function shopWithRegister(first: RegisterAnswer["state"], settings: Record<string, unknown> = {}) {
  const s = await shopOfLaws({ reverseChargeCheck: "SERVICE", ...settings });
  const asked: string[] = [];
  const register = { state: first, asked };
  s.running.service.deps.vatRegister = {
    check: async (vatId) => {
      register.asked.push(vatId);
      return { state: register.state, consultation: register.state === "VALID" ? "W-1" : null };
    },
  };
  return { s, register };
}

/** The same shop with parcels to places whose tax is not that of their country, too. */
export async function shopOfPlaces(settings: Record<string, unknown> = {}): Promise<Shop> {
  const s = await shopOfLaws(settings);
  const { zone } = await save(s, "shippingZoneSave", {
    name: "Places",
    countries: ["ES", "FI", "GB", "GR", "IT", "MC"],
  });
  const rates = [{ currency: "EUR", upToGrams: 10_000, amountMinor: 990 }];
  const method = { carrier: "Post", label: "Places", etaDaysMin: 2, etaDaysMax: 4, rates };
  await save(s, "shippingMethodSave", { zoneId: present(zone).id, ...method });
  return s;
}

/** Adds a rate that has started. */
export async function addRate(s: Shop, country: string, rate: string, more: Record<string, unknown> = {}) {
  const saved = await save(s, "taxRateSave", { name: `${country} VAT`, country, rate, ...more });
  if (saved.__typename !== "TaxRateSaved") throw new Error(JSON.stringify(saved));
  await s.runtime.advance(minute);
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

/** An order that goes to this address, or is billed to it if nothing is sent. */
export async function buyTo(
  s: Shop,
  shippingAddress: Address,
  wishes: Wish[] = basket,
  more: Record<string, unknown> = {},
) {
  const isSent = wishes.some(({ weightGrams }) => weightGrams !== null);
  const sent = isSent ? { shippingAddress, shippingOptionId: await optionTo(s, shippingAddress.country) } : null;
  const billed = { billingAddress: shippingAddress, shippingAddress: undefined };
  const addresses = { ...(sent ?? billed), ...more };
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
