/** A payment that has begun: its second step, or the time until the provider has decided. */
import { Button, buttonClass } from "@hansa/front/elements";
import type { Language } from "../../../shop/texts.ts";
import { confirmPayment, livePayment, type StepOutcome } from "../actions.ts";
import type { CheckoutContent } from "../reading.ts";
import { takeSecondStep } from "../stripe/second-step.ts";
import { checkoutTexts } from "../texts.ts";

type WaitingPaymentProps = {
  checkout: CheckoutContent;
  language: Language;
  isBusy: boolean;
  onStep(send: () => Promise<StepOutcome>): void;
};

export function WaitingPayment({ checkout, language, isBusy, onStep }: WaitingPaymentProps) {
  const texts = checkoutTexts[language];
  if (checkout.payments === null || checkout.payments === undefined) return <p role="status">{texts.paymentsAway}</p>;
  const payment = livePayment(checkout);
  const needsStep = payment?.state === "REQUIRES_ACTION";
  return (
    <div className="space-y-4">
      <p role="status">{needsStep ? texts.secondStep : texts.processing}</p>
      {needsStep ? (
        <SecondStep checkout={checkout} payment={payment} language={language} isBusy={isBusy} onStep={onStep} />
      ) : null}
    </div>
  );
}

type SecondStepProps = WaitingPaymentProps & { payment: NonNullable<ReturnType<typeof livePayment>> };

/** The way to the second step: the bank's page, the window of the provider's script, or the token of the sandbox. */
function SecondStep({ checkout, payment, language, isBusy, onStep }: SecondStepProps) {
  const texts = checkoutTexts[language];
  const { id, provider, clientAction } = payment;
  if (clientAction?.redirectUrl) {
    return (
      <a href={clientAction.redirectUrl} className={buttonClass("primary", "w-full")}>
        {texts.toBank}
      </a>
    );
  }
  const script = checkout.availableMethods?.find((method) => method.provider === provider)?.script;
  const clientSecret = clientAction?.clientSecret;
  const send =
    script && clientSecret
      ? () => takeSecondStep(checkout, { id, clientSecret }, script, language)
      : () => confirmPayment(checkout.id, id, "tok_second_step_ok");
  return (
    <Button className="w-full" isBusy={isBusy} onClick={() => onStep(send)}>
      {script ? texts.toBank : texts.confirm}
    </Button>
  );
}
