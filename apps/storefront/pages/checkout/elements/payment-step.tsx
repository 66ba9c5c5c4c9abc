/** The payment of a checkout: the form until one has begun, then its second step or the time until it is decided. */
import { Button } from "@hansa/front/elements";
import { LegalNote } from "../../../shop/elements/legal-note.tsx";
import type { LegalLink } from "../../../shop/legal/legal-pages.ts";
import type { Language } from "../../../shop/texts.ts";
import { attemptOf, completeCheckout, livePayment, payCheckout, reopenCheckout, type StepOutcome } from "../actions.ts";
import type { Buyer, CheckoutContent } from "../reading.ts";
import { returnUrlOf } from "../return.ts";
import { checkoutTexts } from "../texts.ts";
import { PayForm } from "./payment.tsx";
import { WaitingPayment } from "./waiting-payment.tsx";

type PaymentStepProps = {
  checkout: CheckoutContent;
  buyer: Buyer | null;
  language: Language;
  /** The address of the checkout, to which the bank leads back. */
  checkoutLink: string;
  legal: readonly LegalLink[];
  isBusy: boolean;
  onStep(send: () => Promise<StepOutcome>): void;
};

export function PaymentStep({ checkout, buyer, language, checkoutLink, legal, isBusy, onStep }: PaymentStepProps) {
  const texts = checkoutTexts[language];
  return (
    <div className="space-y-4">
      {isPayable(checkout) ? (
        <>
          <PayForm
            checkout={checkout}
            buyer={buyer}
            language={language}
            isBusy={isBusy}
            onPay={(readCard) =>
              onStep(async () => {
                const card = await readCard();
                return "kind" in card ? card : payCheckout(checkout, card, returnUrlOf(checkoutLink));
              })
            }
            onOrder={() => onStep(() => completeCheckout(checkout.id))}
          />
          <LegalNote text={texts.legal} links={legal} />
        </>
      ) : (
        <WaitingPayment checkout={checkout} language={language} isBusy={isBusy} onStep={onStep} />
      )}
      {checkout.state === "AWAITING_PAYMENT" ? (
        <Button look="quiet" isBusy={isBusy} onClick={() => onStep(() => reopenCheckout(checkout))}>
          {texts.giveUp}
        </Button>
      ) : null}
    </div>
  );
}

/** Whether a payment can begin. A checkout that awaits one without having any: the shop failed before it was written. */
function isPayable(checkout: CheckoutContent): boolean {
  if (checkout.state === "OPEN") return true;
  return attemptOf(checkout) !== undefined && livePayment(checkout) === undefined;
}
