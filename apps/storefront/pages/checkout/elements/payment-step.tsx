/** The payment of a checkout: the form until one has begun, then its second step or the time until it is decided. */
import { useRef } from "react";
import type { Language } from "../../../shop/texts.ts";
import { attemptOf, livePayment, payCheckout, type StepOutcome } from "../actions.ts";
import type { Buyer, CheckoutContent } from "../reading.ts";
import { returnUrlOf } from "../return.ts";
import { GiveUp } from "./give-up.tsx";
import { PayForm } from "./payment.tsx";
import { WaitingPayment } from "./waiting-payment.tsx";

type PaymentStepProps = {
  checkout: CheckoutContent;
  buyer: Buyer | null;
  language: Language;
  /** The address of the checkout, to which the bank leads back. */
  checkoutLink: string;
  isBusy: boolean;
  onReady(isReady: boolean): void;
  onStep(send: () => Promise<StepOutcome>): void;
};

export function PaymentStep(props: PaymentStepProps) {
  const { checkout, buyer, language, checkoutLink, isBusy, onReady, onStep } = props;
  const canPay = isPayable(checkout);
  // The form stays while a payment is in progress, and when the reservation is over: nothing else has what was typed into that of a provider.
  const wasPayable = useRef(false);
  wasPayable.current ||= canPay;
  return (
    <>
      {wasPayable.current ? (
        <div hidden={!canPay}>
          <PayForm
            checkout={checkout}
            buyer={buyer}
            language={language}
            onReady={onReady}
            onPay={(readCard) =>
              onStep(async () => {
                const card = await readCard();
                return "kind" in card ? card : payCheckout(checkout, card, returnUrlOf(checkoutLink));
              })
            }
          />
        </div>
      ) : null}
      {canPay || checkout.state === "EXPIRED" ? null : (
        <div className="space-y-4">
          <WaitingPayment checkout={checkout} language={language} isBusy={isBusy} onStep={onStep} />
          <GiveUp checkout={checkout} language={language} isBusy={isBusy} onStep={onStep} />
        </div>
      )}
    </>
  );
}

/** Whether a payment can begin. A checkout that awaits one without having any: the shop failed before it was written. */
export function isPayable(checkout: CheckoutContent): boolean {
  if (checkout.state === "OPEN") return checkout.missing.length === 0;
  if (checkout.state !== "AWAITING_PAYMENT") return false;
  return attemptOf(checkout) !== undefined && livePayment(checkout) === undefined;
}

export function isFree({ totals }: CheckoutContent): boolean {
  return totals.total.minor === 0;
}
