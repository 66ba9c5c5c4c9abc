/** Payment: a saved card, or another one by the form of its provider. The button that orders stands below the sum. */
import { Form } from "@hansa/front/islands";
import { useEffect, useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import { attemptOf, type Card, type StepOutcome } from "../actions.ts";
import { keptPayment } from "../kept.ts";
import type { Buyer, CheckoutContent } from "../reading.ts";
import type { CardForm } from "../stripe/card-form.ts";
import { checkoutTexts } from "../texts.ts";
import { ProviderCard } from "./provider-card.tsx";
import { SavedCards } from "./saved-cards.tsx";
import { TestCard } from "./test-card.tsx";

type PayFormProps = {
  checkout: CheckoutContent;
  buyer: Buyer | null;
  language: Language;
  /** Told whether the button may be pressed: not before the form of a provider is there. */
  onReady(isReady: boolean): void;
  /** Pays with a card, which its provider may have to make first. */
  onPay(readCard: () => Promise<Card | StepOutcome>): void;
};

/** The form that the button of an order sends, by its id. */
export const payFormId = "payment";

/** The form of an open checkout that lacks nothing and is not free. */
export function PayForm({ checkout, buyer, language, onReady, onPay }: PayFormProps) {
  const texts = checkoutTexts[language];
  const savedCards = buyer?.savedPaymentMethods ?? [];
  const methods = checkout.availableMethods ?? [];
  const [savedId, setSavedId] = useState(savedCards[0]?.id ?? null);
  const [code, setCode] = useState<string>();
  const [form, setForm] = useState<CardForm | null>(null);
  const [isSaved, setIsSaved] = useState(false);
  const method = methods.find((each) => each.code === code) ?? methods[0];
  const script = method?.script ?? null;
  const isNew = savedId === null;
  const isReady = !isNew || script === null || form !== null;
  useEffect(() => onReady(isReady), [isReady]);
  if (!method) return <p>{texts.paymentsAway}</p>;

  async function readCard(token: string): Promise<Card | StepOutcome> {
    if (savedId !== null) return { savedMethodId: savedId };
    const card = { methodCode: method?.code ?? "", saveMethod: isSaved };
    if (!script) return { ...card, paymentToken: token.trim() };
    const made = await form?.makeToken(attemptOf(checkout) ?? 0);
    if (made === undefined) return { kind: "failed" };
    return "fault" in made ? { kind: "refused", text: made.fault } : { ...card, paymentToken: made.token };
  }

  return (
    <Form
      id={payFormId}
      keptAs={keptPayment}
      onTyped={(typed) => {
        setSavedId(typed("card") || null);
        setCode(typed("method") || undefined);
        setIsSaved(typed("save") !== "");
      }}
      onSend={(typed) => onPay(() => readCard(typed("token")))}
    >
      <SavedCards cards={savedCards} language={language} />
      {isNew && methods.length > 1 ? (
        <fieldset className="mb-4 space-y-2">
          <legend className="mb-2 text-sm font-medium">{texts.method}</legend>
          {methods.map((each) => (
            <label key={each.code} className="flex min-h-12 items-center gap-3">
              <input
                type="radio"
                name="method"
                value={each.code}
                defaultChecked={each === methods[0]}
                className="size-4"
              />
              {each.label}
            </label>
          ))}
        </fieldset>
      ) : null}
      {isNew && script ? (
        <ProviderCard
          key={method.code}
          checkout={checkout}
          script={script}
          language={language}
          isSaved={isSaved}
          onForm={setForm}
        />
      ) : null}
      {isNew && !script ? <TestCard language={language} /> : null}
      {isNew && buyer && method.savable ? (
        <label className="mt-2 flex min-h-11 items-center gap-3">
          <input type="checkbox" name="save" className="size-4" />
          {texts.saveCard}
        </label>
      ) : null}
    </Form>
  );
}
