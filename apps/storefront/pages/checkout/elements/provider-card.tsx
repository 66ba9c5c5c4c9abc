/** The card form of a payment provider with a script; if the script cannot be loaded, a notice that says so, with a way to try again. */
import { Button, Notice } from "@hansa/front/elements";
import { useEffect, useRef, useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import type { CheckoutContent } from "../reading.ts";
import { type CardForm, openCardForm } from "../stripe/card-form.ts";
import { type PaymentScript, startScript } from "../stripe/script.ts";
import { checkoutTexts } from "../texts.ts";

type ProviderCardProps = {
  checkout: CheckoutContent;
  script: PaymentScript;
  language: Language;
  isSaved: boolean;
  /** Called with the form once it can be used, and with null when it cannot. */
  onForm(form: CardForm | null): void;
};

export function ProviderCard({ checkout, script, language, isSaved, onForm }: ProviderCardProps) {
  const texts = checkoutTexts[language];
  const { total } = checkout.totals;
  const place = useRef<HTMLDivElement>(null);
  const form = useRef<CardForm | null>(null);
  const [attempt, setAttempt] = useState(1);
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");

  useEffect(() => {
    let isLeft = false;
    const fail = () => {
      if (!isLeft) setState("failed");
    };
    setState("loading");
    startScript(script, language)
      .then((stripe) => {
        if (isLeft || place.current === null) return;
        const terms = { amountMinor: total.minor, currency: total.currency, isSaved };
        const opened = openCardForm(stripe, place.current, terms, {
          onReady: () => {
            if (isLeft) return;
            setState("ready");
            onForm(opened);
          },
          onFail: fail,
        });
        form.current = opened;
      })
      .catch(fail);
    return () => {
      isLeft = true;
      form.current?.remove();
      form.current = null;
      onForm(null);
    };
  }, [attempt, script.url, script.publishableKey]);

  useEffect(() => form.current?.update({ amountMinor: total.minor, isSaved }), [total.minor, isSaved]);

  if (state === "failed") {
    return (
      <Notice kind="fault">
        <p className="mb-3">{texts.scriptAway}</p>
        <Button look="secondary" onClick={() => setAttempt(attempt + 1)}>
          {texts.retryScript}
        </Button>
      </Notice>
    );
  }
  return (
    <>
      {state === "loading" ? <p role="status">{texts.scriptLoading}</p> : null}
      <div ref={place} data-card-form={state} className="border-line-strong bg-surface text-text" />
    </>
  );
}
