/** The settings with which checkouts are priced: current ones, and those that a checkout has kept. */
import type { Reader } from "@hansa/kit/store";
import { findSettings } from "../../store/settings/settings.ts";
import type { CheckoutRow, PricingTerms, SettingsRow } from "../../store/tables.ts";

/** The terms of a checkout that is priced now. */
export function pricingTermsOf(settings: SettingsRow): PricingTerms {
  const { country, vatId, reverseCharge, pricesIncludeTax, exportPrices } = settings;
  return { country, vatId, reverseCharge, pricesIncludeTax, exportPrices, companyPrices: "NET" };
}

/** The terms that a checkout was priced with. Before they were stored, companies of other member states paid listed prices. */
export async function frozenTermsOf(
  db: Reader,
  { pricingTerms, taxIncluded }: Pick<CheckoutRow, "pricingTerms" | "taxIncluded">,
): Promise<PricingTerms> {
  if (pricingTerms) return pricingTerms;
  return { ...pricingTermsOf(await findSettings(db)), pricesIncludeTax: taxIncluded, companyPrices: "GROSS" };
}
