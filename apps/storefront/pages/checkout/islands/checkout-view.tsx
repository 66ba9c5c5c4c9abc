/** The checkout on one page. It is a function of the checkout as the shop knows it: it may be left and opened elsewhere at any moment. */
import { Button, buttonClass, Message, Notice } from "@hansa/front/elements";
import { type ReactNode, useState } from "react";
import { SignedOut } from "../../../shop/elements/signed-out.tsx";
import { Skeleton } from "../../../shop/elements/skeleton.tsx";
import { Unreachable } from "../../../shop/elements/unreachable.tsx";
import type { LegalLink } from "../../../shop/legal/legal-pages.ts";
import { hasSessionEnded } from "../../../shop/session-flag.ts";
import type { Language } from "../../../shop/texts.ts";
import { ContactStep } from "../elements/contact-step.tsx";
import { OrderPress } from "../elements/order-press.tsx";
import { isFree, isPayable, PaymentStep } from "../elements/payment-step.tsx";
import { ShippingStep } from "../elements/shipping-step.tsx";
import { Steps } from "../elements/steps.tsx";
import { SumBar, Summary } from "../elements/summary.tsx";
import { saveCheckout } from "../reservation.ts";
import { checkoutTexts, shippingProblemTexts } from "../texts.ts";
import { type CheckoutLinks, useCheckout } from "../use-checkout.ts";

type CheckoutViewProps = { language: Language; country: string; links: CheckoutLinks; legal: readonly LegalLink[] };

export function CheckoutView({ language, country, links, legal }: CheckoutViewProps) {
  const texts = checkoutTexts[language];
  const state = useCheckout({ language, country, links });
  const { shown, pictures, countries, form, buyer, isBusy, editing, renewedId, text, faults } = state;
  const { open, refresh, step, saveContact, reserve, extend, noteTyping, edit } = state;
  const [isReady, setIsReady] = useState(true);
  if (shown === undefined) return <Skeleton text={texts.loading} kind="checkout" />;
  if (shown === "unreachable") return <Unreachable language={language} onRetry={() => void open()} />;
  if (shown === null && hasSessionEnded()) {
    return (
      <SignedOut language={language} signIn={links.signIn}>
        <a href={links.cart} className={buttonClass("secondary")}>
          {texts.toCart}
        </a>
      </SignedOut>
    );
  }
  if (shown === null) {
    return (
      <>
        <p className="mb-6">{texts.none}</p>
        <a href={links.cart} className={buttonClass("secondary")}>
          {texts.toCart}
        </a>
      </>
    );
  }
  // Typed text stays where it is when the reservation is over.
  const isOver = shown.state === "EXPIRED";
  const isOpen = shown.state === "OPEN" || isOver;
  // An address that is typed and not saved would be in no order.
  const isAddressOpen = isOpen && (editing === "contact" || (editing === "billing" && shown.shippingAddress !== null));
  const canOrder = isPayable(shown) && !isAddressOpen;
  return (
    <>
      <SumBar checkout={shown} language={language} />
      <Steps checkout={shown} language={language} />
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[1fr_22rem] lg:grid-rows-[auto_1fr]" onInput={noteTyping}>
        <div className="min-w-0 space-y-8">
          <Message kind="fault">{canOrder ? null : text}</Message>
          {isOver ? (
            <Notice kind="fault">
              <p className="mb-3">{texts.expired}</p>
              <Button isBusy={isBusy} onClick={() => void reserve(shown, true)}>
                {texts.reserve}
              </Button>
            </Notice>
          ) : null}
          {isOpen && form ? (
            <Section title={texts.contact}>
              <ContactStep
                checkout={shown}
                buyer={buyer}
                countries={countries}
                form={form}
                language={language}
                signInLink={links.signIn}
                isBusy={isBusy}
                problems={faults}
                editing={editing}
                onEdit={edit}
                onSave={(update) => void saveContact(shown, update)}
              />
            </Section>
          ) : null}
          {isOpen && shown.shippingOptions.length > 0 ? (
            <Section title={texts.shipping}>
              <ShippingStep
                checkout={shown}
                language={language}
                isBusy={isBusy}
                onChoose={(shippingOptionId) => void step(() => saveCheckout(shown, { shippingOptionId }))}
              />
            </Section>
          ) : null}
          {isOpen && shown.shippingProblem ? (
            <Section title={texts.shipping}>
              <Notice kind="fault">
                <p className="mb-3">{shippingProblemTexts[language][shown.shippingProblem]}</p>
                <a href={links.cart} className={buttonClass("secondary")}>
                  {texts.toCart}
                </a>
              </Notice>
            </Section>
          ) : null}
          {shown.state === "AWAITING_PAYMENT" || (isOpen && shown.missing.length === 0 && !isFree(shown)) ? (
            <Section title={texts.payment} isHidden={isOver}>
              <PaymentStep
                checkout={shown}
                buyer={buyer}
                language={language}
                checkoutLink={links.checkout}
                isBusy={isBusy}
                onReady={setIsReady}
                onStep={(send) => (isAddressOpen ? undefined : void step(send))}
              />
            </Section>
          ) : null}
          {shown.state === "COMPLETING" ? <p role="status">{texts.placing}</p> : null}
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
        {isPayable(shown) && isAddressOpen ? <Notice>{texts.saveFirst}</Notice> : null}
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

function Section({ title, isHidden, children }: { title: string; isHidden?: boolean; children: ReactNode }) {
  return (
    <section hidden={isHidden}>
      <h2 className="mb-4 text-2xl">{title}</h2>
      {children}
    </section>
  );
}
