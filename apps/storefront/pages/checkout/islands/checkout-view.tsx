/** The checkout on one page. It is a function of the checkout as the shop knows it: it may be left and opened elsewhere at any moment. */
import { Button, buttonClass, Notice } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import { type ReactNode, useEffect, useState } from "react";
import { addressFaults } from "../../../shop/address-faults.ts";
import type { AddressForm } from "../../../shop/address-form.ts";
import { AddressLines } from "../../../shop/elements/address-lines.tsx";
import { Totals } from "../../../shop/elements/totals.tsx";
import { changeGuest, readGuest } from "../../../shop/guest.ts";
import { isSignedIn } from "../../../shop/session-flag.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { readCart, startCheckout } from "../../cart/actions.ts";
import {
  type Buyer,
  type CheckoutContent,
  completeCheckout,
  confirmPayment,
  livePayment,
  openCheckout,
  payCheckout,
  readCheckout,
  reopenCheckout,
  type StepOutcome,
  updateCheckout,
} from "../actions.ts";
import { ContactForm } from "../elements/contact-form.tsx";
import { Countdown } from "../elements/countdown.tsx";
import { PayForm, WaitingPayment } from "../elements/payment.tsx";
import { SavedAddresses } from "../elements/saved-addresses.tsx";
import { checkoutTexts } from "../texts.ts";

/** `order` has the place of a number in it. */
export type CheckoutLinks = { cart: string; checkout: string; order: string; signIn: string };
type CheckoutViewProps = { language: Language; country: string; links: CheckoutLinks };

/** Undefined while it is read, null if there is none. */
type Shown = CheckoutContent | null | undefined | "unreachable";

/** Between two readings while the shop or the provider works, in milliseconds. */
const pollMs = 2_000;
/** A request that is in progress elsewhere is repeated so often. */
const mostAttempts = 5;

export function CheckoutView({ language, country, links }: CheckoutViewProps) {
  const texts = checkoutTexts[language];
  const [shown, setShown] = useState<Shown>();
  const [countries, setCountries] = useState<readonly string[]>([]);
  const [form, setForm] = useState<AddressForm | null>(null);
  const [buyer, setBuyer] = useState<Buyer | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [isEditing, setIsEditing] = useState(false);
  const [isNewAddress, setIsNewAddress] = useState(false);
  const [askedOption, setAskedOption] = useState<string>();
  const [isPaidElsewhere, setIsPaidElsewhere] = useState(false);
  const [notice, setNotice] = useState<ReactNode>(null);
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map());

  useEffect(() => void open(), []);

  async function open(): Promise<void> {
    const { checkoutId } = readGuest();
    if (checkoutId === undefined) return setShown(null);
    setShown(undefined);
    try {
      const opened = await openCheckout(checkoutId, country, language);
      setCountries(opened.countries);
      setForm(opened.form);
      setBuyer(opened.buyer);
      await show(opened.checkout);
    } catch {
      setShown("unreachable");
    }
  }

  /** Shows a checkout. One that is paid or placed leads on to the order. */
  async function show(checkout: CheckoutContent | null): Promise<void> {
    setShown(checkout);
    if (checkout === null) return;
    const state = livePayment(checkout)?.state;
    const isPaid = checkout.state === "AWAITING_PAYMENT" && (state === "AUTHORIZED" || state === "CAPTURED");
    if (checkout.state === "COMPLETED" || checkout.order || isPaid) await take(await completeCheckout(checkout.id));
  }

  async function refresh(): Promise<void> {
    const { checkoutId } = readGuest();
    if (checkoutId !== undefined) await show(await readCheckout(checkoutId));
  }

  /** Takes one step; after a lost answer the checkout is read, which says how far it came. */
  async function step(send: () => Promise<StepOutcome>): Promise<void> {
    if (isBusy) return;
    setIsBusy(true);
    setNotice(null);
    setProblems(new Map());
    try {
      let outcome = await send();
      for (let attempt = 1; outcome.kind === "busy" && attempt <= mostAttempts; attempt += 1) {
        await pause(outcome.retryAfterMs);
        outcome = await send();
      }
      await take(outcome);
    } catch {
      setNotice(texts.unknown);
      await refresh().catch(() => undefined);
    } finally {
      setIsBusy(false);
    }
  }

  async function take(outcome: StepOutcome): Promise<void> {
    switch (outcome.kind) {
      case "saved":
        setIsEditing(false);
        setIsNewAddress(false);
        return show(outcome.checkout);
      case "ordered":
        return location.assign(links.order.replace("NUMBER", outcome.number));
      case "redirect":
        return location.assign(outcome.url);
      case "problems":
        return setProblems(addressFaults(outcome.problems, language));
      case "read again":
        return refresh();
      default:
        setNotice(outcomeText(outcome, language));
        setIsPaidElsewhere(outcome.kind === "in progress" || outcome.kind === "busy");
        return refresh();
    }
  }

  const isWaiting =
    typeof shown === "object" && shown !== null && (shown.state === "AWAITING_PAYMENT" || shown.state === "COMPLETING");
  const lacksPayments = typeof shown === "object" && shown !== null && shown.state === "OPEN" && !shown.payments;
  useEffect(() => {
    if (!isWaiting && !lacksPayments && !isPaidElsewhere) return undefined;
    const timer = setInterval(() => void refresh().catch(() => undefined), pollMs);
    return () => clearInterval(timer);
  }, [isWaiting, lacksPayments, isPaidElsewhere]);

  /** Reserves the goods of an expired checkout again. */
  async function reserve(cartId: string): Promise<void> {
    setIsBusy(true);
    try {
      const cart = await readCart(cartId);
      const { checkoutId } = cart ? await startCheckout(cart) : {};
      if (checkoutId === undefined) return location.assign(links.cart);
      changeGuest((guest) => ({ ...guest, checkoutId }));
      await open();
    } catch {
      setNotice(shopTexts[language].unreachable);
    } finally {
      setIsBusy(false);
    }
    return undefined;
  }

  if (shown === undefined) return <p role="status">{texts.loading}</p>;
  if (shown === "unreachable") {
    return (
      <Notice kind="fault">
        <p className="mb-3">{shopTexts[language].unreachable}</p>
        <Button look="secondary" onClick={() => void open()}>
          {shopTexts[language].retry}
        </Button>
      </Notice>
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
  const { missing, shippingAddress, shippingOptions, selectedShipping } = shown;
  const needsContact =
    missing.includes("EMAIL") || missing.includes("SHIPPING_ADDRESS") || missing.includes("BILLING_ADDRESS");
  const isOpen = shown.state === "OPEN";
  return (
    <div className="grid gap-10 lg:grid-cols-[1fr_22rem]">
      <div className="space-y-8 [&>[aria-live]:empty]:m-0">
        <div aria-live="polite">{notice ? <Notice kind="fault">{notice}</Notice> : null}</div>
        {shown.state === "EXPIRED" ? (
          <Notice kind="fault">
            <p className="mb-3">{texts.expired}</p>
            <Button isBusy={isBusy} onClick={() => void reserve(shown.cart.id)}>
              {texts.reserve}
            </Button>
          </Notice>
        ) : null}
        {isOpen ? (
          <Section title={texts.contact}>
            {(needsContact || isEditing) && form ? (
              <ContactStep
                buyer={buyer}
                isNewAddress={isNewAddress || missing.includes("BILLING_ADDRESS")}
                language={language}
                links={links}
                isBusy={isBusy}
                onSavedAddress={(savedAddressId) =>
                  void step(() =>
                    updateCheckout(shown.id, {
                      savedAddressId,
                      ...(!shown.email && buyer?.email ? { email: buyer.email } : {}),
                    }),
                  )
                }
                onNewAddress={setIsNewAddress}
              >
                <ContactForm
                  checkout={shown}
                  language={language}
                  countries={countries}
                  form={form}
                  accountEmail={buyer?.email ?? null}
                  isBusy={isBusy}
                  problems={problems}
                  onSave={(email, address) =>
                    void step(() =>
                      updateCheckout(shown.id, {
                        email,
                        ...(missing.includes("BILLING_ADDRESS")
                          ? { billingAddress: address }
                          : { shippingAddress: address }),
                      }),
                    )
                  }
                />
              </ContactStep>
            ) : (
              <div className="flex justify-between gap-4">
                <AddressLines address={shippingAddress} before={shown.email ?? null} language={language} />
                <Button look="quiet" isBusy={isBusy} onClick={() => setIsEditing(true)}>
                  {texts.change}
                </Button>
              </div>
            )}
          </Section>
        ) : null}
        {isOpen && shippingOptions.length > 0 ? (
          <Section title={texts.shipping}>
            <div className="space-y-2">
              {shippingOptions.map((option) => (
                <label
                  key={option.id}
                  className="flex min-h-12 cursor-pointer items-center gap-3 rounded-lg border border-line-strong px-4 py-2"
                >
                  <input
                    type="radio"
                    name="shipping"
                    checked={(isBusy && askedOption ? askedOption : selectedShipping?.id) === option.id}
                    disabled={isBusy}
                    onChange={() => {
                      setAskedOption(option.id);
                      void step(() => updateCheckout(shown.id, { shippingOptionId: option.id }));
                    }}
                    className="size-4"
                  />
                  <span className="grow">
                    {option.label}
                    <span className="block text-sm text-muted">{texts.days(option.etaDaysMin, option.etaDaysMax)}</span>
                  </span>
                  <span>{formatAmount(option.price, language)}</span>
                </label>
              ))}
            </div>
          </Section>
        ) : null}
        {isOpen && missing.length === 0 ? (
          <Section title={texts.payment}>
            <PayForm
              checkout={shown}
              buyer={buyer}
              language={language}
              isBusy={isBusy}
              onPay={(card) => void step(() => payCheckout(shown, card, `${location.origin}${links.checkout}`))}
              onOrder={() => void step(() => completeCheckout(shown.id))}
            />
          </Section>
        ) : null}
        {shown.state === "AWAITING_PAYMENT" ? (
          <Section title={texts.payment}>
            <WaitingPayment
              checkout={shown}
              language={language}
              isBusy={isBusy}
              onConfirm={(paymentId, token) => void step(() => confirmPayment(shown.id, paymentId, token))}
              onGiveUp={() => void step(() => reopenCheckout(shown))}
            />
          </Section>
        ) : null}
        {shown.state === "COMPLETING" ? <p role="status">{texts.placing}</p> : null}
      </div>
      <section aria-label={texts.summary} className="h-fit rounded-2xl border border-line bg-surface p-6">
        <h2 className="mb-4 text-xl">{texts.summary}</h2>
        <ul className="mb-4 space-y-2 border-b border-line pb-4">
          {shown.cart.lines.map(({ id, title, quantity, lineTotal }) => (
            <li key={id} className="flex justify-between gap-4">
              <span>
                {quantity} × {title}
              </span>
              <span>{formatAmount(lineTotal, language)}</span>
            </li>
          ))}
        </ul>
        <Totals
          totals={missing.includes("SHIPPING_METHOD") ? { ...shown.totals, shipping: null } : shown.totals}
          language={language}
        />
        {shown.reservedUntil && isOpen ? (
          <div className="mt-4">
            <Countdown
              until={shown.reservedUntil}
              language={language}
              onEnd={() => void refresh().catch(() => undefined)}
            />
          </div>
        ) : null}
      </section>
    </div>
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-4 text-2xl">{title}</h2>
      {children}
    </section>
  );
}

type ContactStepProps = {
  buyer: Buyer | null;
  isNewAddress: boolean;
  language: Language;
  links: CheckoutLinks;
  isBusy: boolean;
  onSavedAddress(id: string): void;
  onNewAddress(isNew: boolean): void;
  children: ReactNode;
};

/** The address book of an account, or the form of an address, which are the children. */
function ContactStep({ buyer, isNewAddress, language, links, children, ...rest }: ContactStepProps) {
  const { isBusy, onSavedAddress, onNewAddress } = rest;
  const texts = checkoutTexts[language];
  const addresses = buyer?.addresses ?? [];
  if (addresses.length > 0 && !isNewAddress) {
    return (
      <SavedAddresses
        addresses={addresses}
        language={language}
        isBusy={isBusy}
        onChoose={onSavedAddress}
        onOther={() => onNewAddress(true)}
      />
    );
  }
  return (
    <>
      {buyer === null ? (
        <p className="mb-4 text-sm">
          {isSignedIn() ? (
            texts.buyerAway
          ) : (
            <>
              {texts.haveAccount}{" "}
              <a href={links.signIn} className="inline-flex min-h-11 items-center underline underline-offset-4">
                {texts.signIn}
              </a>
            </>
          )}
        </p>
      ) : null}
      {children}
      {addresses.length > 0 ? (
        <Button look="quiet" className="mt-2" isBusy={isBusy} onClick={() => onNewAddress(false)}>
          {texts.backToBook}
        </Button>
      ) : null}
    </>
  );
}

type Refusal = Exclude<StepOutcome, { kind: "saved" | "read again" | "ordered" | "redirect" | "problems" }>;

function outcomeText(outcome: Refusal, language: Language): string {
  const texts = checkoutTexts[language];
  switch (outcome.kind) {
    case "declined":
      return outcome.retryable ? texts.declinedRetry : texts.declined;
    case "not payable":
      return outcome.reason === "INCOMPLETE" ? texts.incomplete : texts.inProgress;
    case "not served":
      return texts.notServed;
    case "used up":
      return texts.usedUp;
    case "provider away":
      return texts.providerAway;
    case "too often":
      return texts.tooOften;
    case "in progress":
    case "busy":
      return texts.inProgress;
    case "failed":
      return texts.failed;
  }
}
