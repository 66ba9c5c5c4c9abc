/** The checkout on one page. It is a function of the checkout as the shop knows it: it may be left and opened elsewhere at any moment. */
import { buttonClass, Message, Notice } from "@hansa/front/elements";
import { useState } from "react";
import { SignedOut } from "../../../shop/elements/signed-out.tsx";
import { Skeleton } from "../../../shop/elements/skeleton.tsx";
import { Unreachable } from "../../../shop/elements/unreachable.tsx";
import type { LegalLink } from "../../../shop/legal/legal-pages.ts";
import { hasSessionEnded } from "../../../shop/session-flag.ts";
import type { Language } from "../../../shop/texts.ts";
import { isAddressOpen, OpenSteps } from "../elements/open-steps.tsx";
import { OrderPress } from "../elements/order-press.tsx";
import { isPayable } from "../elements/payment-step.tsx";
import { Steps } from "../elements/steps.tsx";
import { SumBar, Summary } from "../elements/summary.tsx";
import { checkoutTexts } from "../texts.ts";
import { type CheckoutLinks, useCheckout } from "../use-checkout.ts";

type CheckoutViewProps = { language: Language; country: string; links: CheckoutLinks; legal: readonly LegalLink[] };

export function CheckoutView({ language, country, links, legal }: CheckoutViewProps) {
  const texts = checkoutTexts[language];
  const state = useCheckout({ language, country, links });
  const { shown, pictures, isBusy, editing, renewedId, text, open, refresh, step, extend, noteTyping } = state;
  const [isReady, setIsReady] = useState(true);
  if (shown === undefined) return <Skeleton text={texts.loading} kind="checkout" />;
  if (shown === "unreachable") return <Unreachable language={language} onRetry={() => void open()} />;
  if (shown === null) return <NoCheckout language={language} links={links} />;
  const mustSave = isAddressOpen(shown, editing);
  const canOrder = isPayable(shown) && !mustSave;
  return (
    <>
      <SumBar checkout={shown} language={language} />
      <Steps checkout={shown} language={language} />
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[1fr_22rem] lg:grid-rows-[auto_1fr]" onInput={noteTyping}>
        <div className="min-w-0 space-y-8">
          <Message kind="fault">{canOrder ? null : text}</Message>
          <OpenSteps checkout={shown} language={language} links={links} state={state} onReady={setIsReady} />
        </div>
        {/* On phones between the payment and the press; beside both where there is room. */}
        <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <Summary
            checkout={shown}
            pictures={pictures}
            language={language}
            isBusy={isBusy}
            isRenewed={renewedId === shown.id}
            onExtend={() => void extend(shown)}
            onReservationEnd={() => void refresh().catch(() => undefined)}
          />
        </div>
        {isPayable(shown) && mustSave ? <Notice>{texts.saveFirst}</Notice> : null}
        {canOrder ? (
          <div className="min-w-0 space-y-4">
            <Message kind="fault">{text}</Message>
            <OrderPress
              checkout={shown}
              language={language}
              legal={legal}
              isReady={isReady}
              isBusy={isBusy}
              onStep={(send) => void step(send)}
            />
          </div>
        ) : null}
      </div>
    </>
  );
}

/** In place of a checkout where this browser has none, or its account has signed out. */
function NoCheckout({ language, links }: Pick<CheckoutViewProps, "language" | "links">) {
  const texts = checkoutTexts[language];
  const toCart = (
    <a href={links.cart} className={buttonClass("secondary")}>
      {texts.toCart}
    </a>
  );
  if (hasSessionEnded()) {
    return (
      <SignedOut language={language} signIn={links.signIn}>
        {toCart}
      </SignedOut>
    );
  }
  return (
    <>
      <p className="mb-6">{texts.none}</p>
      {toCart}
    </>
  );
}
