/** Notices of the set-up: rules that wait until the owner decides or acknowledges them; and the default tax basis of shipping. */
import { territoryOf } from "@hansa/commerce/address/territories";
import { type PayableSteps, stepIn } from "@hansa/commerce/payable-steps";
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
  return territoryOf({ country }).inUnion.goods || accessoryCountries.includes(country)
    ? "GOODS_PROPORTIONAL"
    : "CLASS";
}

/** The notices that are left after the input has decided or acknowledged some, and those that it causes. */
export function remainingNotices(
  before: Pick<Settings, "notices" | "currencies" | "payableSteps">,
  { shippingTaxBasis, distanceSales, reverseChargeCheck, acknowledge, currencies }: ShopSettingsUpdateInput,
): Pick<Settings, "notices"> {
  const decided: readonly [unknown, SetupNotice][] = [
    [shippingTaxBasis, "SHIPPING_TAX_BASIS"],
    [distanceSales, "DISTANCE_SALES"],
    [reverseChargeCheck, "REVERSE_CHARGE_CHECK"],
  ];
  const decisions = decided.flatMap(([decision, notice]) => (decision ? [notice] : []));
  const gone = new Set<unknown>([...(acknowledge ?? []), ...decisions]);
  const isStepNew = currencies ? hasNewStep(before, { currencies, payableSteps: before.payableSteps }) : false;
  const notices = isStepNew ? withNotice(before.notices, "PAYABLE_STEP") : before.notices;
  return { notices: notices.filter((notice) => !gone.has(notice)) };
}

/** The notices with one more; the same if it stands there. */
export function withNotice(notices: readonly SetupNotice[], notice: SetupNotice): SetupNotice[] {
  return notices.includes(notice) ? [...notices] : [...notices, notice];
}

type Steps = { currencies: readonly string[]; payableSteps: PayableSteps };

/** Whether a currency of the shop has a payable step that it did not have before, or did not sell with. */
export function hasNewStep(before: Steps, after: Steps): boolean {
  return after.currencies.some((currency) => {
    const stepMinor = stepIn(after.payableSteps, currency);
    const wasSold = before.currencies.includes(currency);
    return stepMinor > 1 && !(wasSold && stepIn(before.payableSteps, currency) === stepMinor);
  });
}
