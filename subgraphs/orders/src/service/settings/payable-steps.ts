/** Payable steps: the smallest amount of a currency that every active payment provider takes, as payments publishes it. */
import type { Money } from "@hansa/commerce/money";
import { type PayableSteps, stepIn } from "@hansa/commerce/payable-steps";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { changeSettings, findSettings } from "../../store/settings/settings.ts";
import type { SettingsRow } from "../../store/tables.ts";
import { hasNewStep, withNotice } from "./notices.ts";

/** The steps of the shop's currencies. */
export function payableStepsOf({ currencies, payableSteps }: SettingsRow): Money[] {
  return currencies.flatMap((currency) => {
    const minor = stepIn(payableSteps, currency);
    return minor > 1 ? [{ minor, currency }] : [];
  });
}

/** Stores the published steps, for checkouts that are priced from now on. A step that is new to the shop causes a notice. */
export async function savePayableSteps({ runtime }: Deps, tx: Tx, payableSteps: PayableSteps): Promise<void> {
  const { version, currencies, notices, ...before } = await findSettings(tx);
  const isNew = hasNewStep({ currencies, payableSteps: before.payableSteps }, { currencies, payableSteps });
  const change = { payableSteps, notices: isNew ? withNotice(notices, "PAYABLE_STEP") : notices };
  await changeSettings(tx, version, change, runtime.now());
}
