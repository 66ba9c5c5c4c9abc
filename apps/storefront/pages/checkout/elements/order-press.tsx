/** The press that orders: goods, shipping and total stand directly above it (directive 2011/83/EU, article 8 (2); § 312j BGB). */
import { Button } from "@hansa/front/elements";
import { LegalNote } from "../../../shop/elements/legal-note.tsx";
import type { LegalLink } from "../../../shop/legal/legal-pages.ts";
import type { Language } from "../../../shop/texts.ts";
import { completeCheckout, type StepOutcome } from "../actions.ts";
import type { CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";
import { GiveUp } from "./give-up.tsx";
import { payFormId } from "./payment.tsx";
import { isFree } from "./payment-step.tsx";

type OrderPressProps = {
  checkout: CheckoutContent;
  language: Language;
  legal: readonly LegalLink[];
  /** Whether the form of the payment can be sent. */
  isReady: boolean;
  isBusy: boolean;
  onStep(send: () => Promise<StepOutcome>): void;
};

export function OrderPress({ checkout, language, legal, isReady, isBusy, onStep }: OrderPressProps) {
  const texts = checkoutTexts[language];
  const canPay = (checkout.availableMethods ?? []).length > 0;
  return (
    <>
      <LegalNote text={texts.legal} links={legal} />
      {isFree(checkout) ? (
        <Button className="w-full" isBusy={isBusy} onClick={() => onStep(() => completeCheckout(checkout.id))}>
          {texts.order}
        </Button>
      ) : canPay ? (
        <Button type="submit" form={payFormId} className="w-full" isBusy={isBusy || !isReady}>
          {texts.pay}
        </Button>
      ) : null}
      <GiveUp checkout={checkout} language={language} isBusy={isBusy} onStep={onStep} />
    </>
  );
}
