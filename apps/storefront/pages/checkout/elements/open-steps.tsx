/** The steps of a checkout that are open to the buyer: contact, shipping and payment, or the notice that the reservation is over. */
import { Button, buttonClass, Notice } from "@hansa/front/elements";
import type { ReactNode } from "react";
import type { Language } from "../../../shop/texts.ts";
import { keptBilling, keptContact } from "../kept.ts";
import type { CheckoutContent } from "../reading.ts";
import { saveCheckout } from "../reservation.ts";
import { checkoutTexts, shippingProblemTexts } from "../texts.ts";
import type { CheckoutLinks, CheckoutState } from "../use-checkout.ts";
import type { EditedAddress } from "../use-steps.ts";
import { ContactStep } from "./contact-step.tsx";
import { isFree, PaymentStep } from "./payment-step.tsx";
import { ShippingStep } from "./shipping-step.tsx";

type OpenStepsProps = {
  checkout: CheckoutContent;
  language: Language;
  links: CheckoutLinks;
  state: CheckoutState;
  /** Told whether the form of the payment can be sent. */
  onReady(isReady: boolean): void;
};

export function OpenSteps({ checkout, language, links, state, onReady }: OpenStepsProps) {
  const texts = checkoutTexts[language];
  const { countries, form, buyer, isBusy, editing, faults, step, saveContact, reserve, edit } = state;
  // Typed text stays where it is when the reservation is over.
  const isOver = checkout.state === "EXPIRED";
  const isOpen = checkout.state === "OPEN" || isOver;
  return (
    <>
      {isOver ? (
        <Notice kind="fault">
          <p className="mb-3">{texts.expired}</p>
          <Button isBusy={isBusy} onClick={() => void reserve(checkout, true)}>
            {texts.reserve}
          </Button>
        </Notice>
      ) : null}
      {isOpen && form ? (
        <Section title={texts.contact}>
          <ContactStep
            checkout={checkout}
            buyer={buyer}
            countries={countries}
            form={form}
            language={language}
            signInLink={links.signIn}
            isBusy={isBusy}
            problems={faults}
            editing={editing}
            onEdit={edit}
            onSave={(update) => void saveContact(checkout, update)}
          />
        </Section>
      ) : null}
      {isOpen && checkout.shippingOptions.length > 0 ? (
        <Section title={texts.shipping}>
          <ShippingStep
            checkout={checkout}
            language={language}
            isBusy={isBusy}
            onChoose={(shippingOptionId) => void step(() => saveCheckout(checkout, { shippingOptionId }))}
          />
        </Section>
      ) : null}
      {isOpen && checkout.shippingProblem ? (
        <Section title={texts.shipping}>
          <Notice kind="fault">
            <p className="mb-3">{shippingProblemTexts[language][checkout.shippingProblem]}</p>
            <a href={links.cart} className={buttonClass("secondary")}>
              {texts.toCart}
            </a>
          </Notice>
        </Section>
      ) : null}
      {checkout.state === "AWAITING_PAYMENT" || (isOpen && checkout.missing.length === 0 && !isFree(checkout)) ? (
        <Section title={texts.payment} isHidden={isOver}>
          <PaymentStep
            checkout={checkout}
            buyer={buyer}
            language={language}
            checkoutLink={links.checkout}
            isBusy={isBusy}
            onReady={onReady}
            onStep={(send) => (isAddressOpen(checkout, editing) ? undefined : void step(send))}
          />
        </Section>
      ) : null}
      {checkout.state === "COMPLETING" ? <p role="status">{texts.placing}</p> : null}
    </>
  );
}

/** Whether an address is typed and not saved: it would be in no order. */
export function isAddressOpen({ state, shippingAddress }: CheckoutContent, editing: EditedAddress): boolean {
  if (state !== "OPEN" && state !== "EXPIRED") return false;
  return editing === keptContact || (editing === keptBilling && shippingAddress !== null);
}

function Section({ title, isHidden, children }: { title: string; isHidden?: boolean; children: ReactNode }) {
  return (
    <section hidden={isHidden}>
      <h2 className="mb-4 text-2xl">{title}</h2>
      {children}
    </section>
  );
}
