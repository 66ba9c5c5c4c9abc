/** The settings with which checkouts are priced: current ones, and those that a checkout has kept. */
import { stepIn } from "@hansa/commerce/payable-steps";
import type { Reader } from "@hansa/kit/store";
import { findSettings } from "../../store/settings/settings.ts";
import type { CheckoutRow, PricingTerms, SettingsRow } from "../../store/tables.ts";
import { sellerPostalCodeOf } from "../settings/seller.ts";

/** The terms of a checkout that is priced now. */
export function pricingTermsOf(settings: SettingsRow, currency: string): PricingTerms {
  const { country, vatId, reverseCharge, pricesIncludeTax, exportPrices, distanceSales, payableSteps } = settings;
  const seller = { country, sellerPostalCode: sellerPostalCodeOf(settings), vatId };
  const taxes = { reverseCharge, pricesIncludeTax, exportPrices, distanceSales };
  return { ...seller, ...taxes, companyPrices: "NET", stepMinor: stepIn(payableSteps, currency) };
}

/** The terms that a checkout was priced with. Before they were stored, companies of other member states paid listed prices. */
export async function frozenTermsOf(
  db: Reader,
  { pricingTerms, taxIncluded, currency }: Pick<CheckoutRow, "pricingTerms" | "taxIncluded" | "currency">,
): Promise<PricingTerms> {
  if (pricingTerms) return pricingTerms;
  const { distanceSales: _none, ...current } = pricingTermsOf(await findSettings(db), currency);
  return { ...current, pricesIncludeTax: taxIncluded, companyPrices: "GROSS", stepMinor: 1 };
}
