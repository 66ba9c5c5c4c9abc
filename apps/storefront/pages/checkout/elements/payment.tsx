/** Payment: the card of the sandbox, its second step, and the button that orders. */
import { Button, buttonClass, Field } from "@hansa/front/elements";
import { useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import { type Card, livePayment } from "../actions.ts";
import type { Buyer, CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";
import { SavedCards } from "./saved-cards.tsx";

type PayFormProps = {
  checkout: CheckoutContent;
  buyer: Buyer | null;
  language: Language;
  isBusy: boolean;
  onPay(card: Card): void;
  onOrder(): void;
};

/** The tokens that a visitor of a demo shop may want to try. */
const testCards = ["tok_ok", "tok_declined", "tok_insufficient_funds", "tok_second_step", "tok_processing"];

/** The form of an open checkout that lacks nothing. */
export function PayForm({ checkout, buyer, language, isBusy, onPay, onOrder }: PayFormProps) {
  const texts = checkoutTexts[language];
  const savedCards = buyer?.savedPaymentMethods ?? [];
  const [savedId, setSavedId] = useState(savedCards[0]?.id ?? null);
  const [token, setToken] = useState("tok_ok");
  const [isSaved, setIsSaved] = useState(false);
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
        onPay(
          savedId === null
            ? { methodCode: method.code, paymentToken: token.trim(), saveMethod: isSaved }
            : { savedMethodId: savedId },
        );
      }}
    >
      <SavedCards cards={savedCards} language={language} chosen={savedId} onChoose={setSavedId} />
      {savedId === null ? (
        <>
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
          {buyer && method.savable ? (
            <label className="mt-2 flex min-h-11 items-center gap-3">
              <input
                type="checkbox"
                name="save"
                checked={isSaved}
                onChange={(event) => setIsSaved(event.currentTarget.checked)}
                className="size-4"
              />
              {texts.saveCard}
            </label>
          ) : null}
        </>
      ) : null}
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
