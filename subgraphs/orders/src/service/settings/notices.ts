/** Notices of the set-up: rules that wait until the owner decides or acknowledges them; and the default tax basis of shipping. */
import { isEuCountry } from "@hansa/commerce/address/vat-ids";
import type { ShopSettingsUpdateInput } from "../../generated/resolvers.ts";
import type { Settings } from "../../store/settings/settings.ts";
import type { SettingsRow, SetupNotice, ShippingTaxBasis } from "../../store/tables.ts";

/** Countries outside the EU in which shipping bears the tax of the goods, as a rule. */
const accessoryCountries = ["AU", "CH", "GB", "LI", "NO"];

/** The tax basis of new shipping methods: the owner's, else that of the shop's country. */
export function shippingTaxBasisOf({
  shippingTaxBasis,
  country,
}: Pick<SettingsRow, "shippingTaxBasis" | "country">): ShippingTaxBasis {
  if (shippingTaxBasis !== null) return shippingTaxBasis;
  return isEuCountry(country) || accessoryCountries.includes(country) ? "GOODS_PROPORTIONAL" : "CLASS";
}

/** The notices that are left after the input has decided or acknowledged some. */
export function remainingNotices(
  { notices }: Pick<Settings, "notices">,
  { shippingTaxBasis, acknowledge }: ShopSettingsUpdateInput,
): Pick<Settings, "notices"> {
  const gone = new Set<SetupNotice>([...(acknowledge ?? []), ...(shippingTaxBasis ? decidedByBasis : [])]);
  return { notices: notices.filter((notice) => !gone.has(notice)) };
}

const decidedByBasis = ["SHIPPING_TAX_BASIS"] as const satisfies SetupNotice[];
