/** Payment: the card of the sandbox, its second step, and the button that orders. */
import { Button, buttonClass, Field } from "@hansa/front/elements";
import { useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import { type CheckoutContent, livePayment } from "../actions.ts";
import { checkoutTexts } from "../texts.ts";

type PayFormProps = {
  checkout: CheckoutContent;
  language: Language;
  isBusy: boolean;
  onPay(methodCode: string, paymentToken: string): void;
  onOrder(): void;
};

/** The tokens that a visitor of a demo shop may want to try. */
const testCards = ["tok_ok", "tok_declined", "tok_insufficient_funds", "tok_second_step", "tok_processing"];

/** The form of an open checkout that lacks nothing. */
export function PayForm({ checkout, language, isBusy, onPay, onOrder }: PayFormProps) {
  const texts = checkoutTexts[language];
  const [token, setToken] = useState("tok_ok");
  const { totals, availableMethods } = checkout;
  if (totals.total.minor === 0) {
    return (
      <Button className="w-full" isBusy={isBusy} onClick={onOrder}>
        {texts.order}
      </Button>
    );
  }
  const [method] = availableMethods ?? [];
  if (!method) return <p>{texts.paymentsAway}</p>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onPay(method.code, token.trim());
      }}
    >
      <Field
        label={texts.testCard}
        hint={texts.testCardHint}
        name="token"
        list="test-cards"
        required
        autoComplete="off"
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
      <datalist id="test-cards">
        {testCards.map((card) => (
          <option key={card} value={card} />
        ))}
      </datalist>
      <Button type="submit" className="mt-5 w-full" isBusy={isBusy}>
        {texts.pay}
      </Button>
    </form>
  );
}

type WaitingPaymentProps = {
  checkout: CheckoutContent;
  language: Language;
  isBusy: boolean;
  onConfirm(paymentId: string, token: string): void;
  onGiveUp(): void;
};

/** A payment that has begun: its second step, or the time until the provider has decided. */
export function WaitingPayment({ checkout, language, isBusy, onConfirm, onGiveUp }: WaitingPaymentProps) {
  const texts = checkoutTexts[language];
  if (checkout.payments === null || checkout.payments === undefined) return <p role="status">{texts.paymentsAway}</p>;
  const payment = livePayment(checkout);
  const needsStep = payment?.state === "REQUIRES_ACTION";
  const redirectUrl = payment?.clientAction?.redirectUrl;
  return (
    <div className="space-y-4">
      <p role="status">{needsStep ? texts.secondStep : texts.processing}</p>
      {needsStep && redirectUrl ? (
        <a href={redirectUrl} className={buttonClass("primary", "w-full")}>
          {texts.toBank}
        </a>
      ) : null}
      {needsStep && !redirectUrl ? (
        <Button className="w-full" isBusy={isBusy} onClick={() => onConfirm(payment.id, "tok_second_step_ok")}>
          {texts.confirm}
        </Button>
      ) : null}
      <Button look="quiet" isBusy={isBusy} onClick={onGiveUp}>
        {texts.giveUp}
      </Button>
    </div>
  );
}
