/** The steps that change a checkout, one at a time, and what follows from the outcome of each. */
import { forgetSent, forgetTyped, hasTyped, keptText, useChange } from "@hansa/front/islands";
import { useState } from "react";
import { addressFaults } from "../../shop/address/faults.ts";
import { shopTexts } from "../../shop/shop-texts.ts";
import type { Language } from "../../shop/texts.ts";
import type { CheckoutUpdate, StepOutcome } from "./actions.ts";
import { keptBilling, keptContact, keptPayment } from "./kept.ts";
import { outcomeText } from "./outcome-text.ts";
import type { CheckoutContent } from "./reading.ts";
import { saveCheckout } from "./reservation.ts";
import { checkoutTexts } from "./texts.ts";

/** A request that is in progress elsewhere is repeated so often. */
const mostAttempts = 5;

/** The address that is to be changed. */
export type EditedAddress = typeof keptContact | typeof keptBilling | undefined;

type StepParts = {
  language: Language;
  /** The address of an order, with the place of its number in it. */
  orderLink: string;
  show(checkout: CheckoutContent | null): Promise<void>;
  refresh(): Promise<void>;
};

export function useSteps({ language, orderLink, show, refresh }: StepParts) {
  const [editing, setEditing] = useState<EditedAddress>(() => (hasTyped(keptBilling) ? keptBilling : undefined));
  const [isPaidElsewhere, setIsPaidElsewhere] = useState(false);
  const { isBusy, text, faults, send, tell } = useChange(shopTexts[language].unreachable);

  /** Takes one step; after a lost answer the checkout is read, which says how far it came. */
  function step(act: () => Promise<StepOutcome>): Promise<void> {
    return send(async () => {
      try {
        await take(await repeatWhileBusy(act));
      } catch {
        tell({ text: checkoutTexts[language].unknown });
        await refresh().catch(() => undefined);
      }
      return undefined;
    });
  }

  async function take(outcome: StepOutcome): Promise<void> {
    switch (outcome.kind) {
      case "saved":
        return show(outcome.checkout);
      case "ordered":
        for (const kept of [keptContact, keptBilling, keptPayment]) forgetTyped(kept);
        // Going back leads to the cart: a checkout that has ended is no place to return to.
        return location.replace(orderLink.replace("NUMBER", outcome.number));
      case "redirect":
        return location.assign(outcome.url);
      case "problems":
        return tell({ faults: addressFaults(outcome.problems, language) });
      case "read again":
      case "expired":
        return refresh();
      default:
        tell({ text: outcomeText(outcome, language) });
        setIsPaidElsewhere(outcome.kind === "in progress" || outcome.kind === "busy");
        return refresh();
    }
  }

  /**
   * Saves e-mail or an address, which are then no longer only typed. Another change leaves an open form as it is; and what was typed since the press
   * leaves it open.
   */
  async function saveContact(checkout: CheckoutContent, update: CheckoutUpdate): Promise<void> {
    const saved = update.billingAddress !== undefined && checkout.shippingAddress ? keptBilling : keptContact;
    const sent = keptText(saved);
    let isSaved = false;
    await step(async () => {
      const outcome = await saveCheckout(checkout, update);
      isSaved = outcome.kind === "saved" && update.shippingOptionId === undefined;
      return outcome;
    });
    if (!isSaved) return;
    if (!forgetSent(saved, sent)) return setEditing(saved);
    setEditing((now) => (now === saved ? undefined : now));
  }

  /** Opens the form of an address in place of another one, whose faults go with it; undefined: none. */
  function edit(address: EditedAddress): void {
    tell({});
    setEditing(address);
  }

  return {
    ...{ isBusy, editing, isPaidElsewhere, text, faults },
    ...{ send, tell, take, step, saveContact, edit },
  };
}

/** Takes a step, and takes it again while a request of the same kind is in progress elsewhere. */
async function repeatWhileBusy(act: () => Promise<StepOutcome>): Promise<StepOutcome> {
  let outcome = await act();
  for (let attempt = 1; outcome.kind === "busy" && attempt <= mostAttempts; attempt += 1) {
    await pause(outcome.retryAfterMs);
    outcome = await act();
  }
  return outcome;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
