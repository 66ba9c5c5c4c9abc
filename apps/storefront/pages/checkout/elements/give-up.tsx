/** The way back from a payment that has begun: the checkout can be changed again. */
import { Button } from "@hansa/front/elements";
import type { Language } from "../../../shop/texts.ts";
import { reopenCheckout, type StepOutcome } from "../actions.ts";
import type { CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";

type GiveUpProps = {
  checkout: CheckoutContent;
  language: Language;
  isBusy: boolean;
  onStep(send: () => Promise<StepOutcome>): void;
};

export function GiveUp({ checkout, language, isBusy, onStep }: GiveUpProps) {
  if (checkout.state !== "AWAITING_PAYMENT") return null;
  return (
    <Button look="quiet" isBusy={isBusy} onClick={() => onStep(() => reopenCheckout(checkout))}>
      {checkoutTexts[language].giveUp}
    </Button>
  );
}
