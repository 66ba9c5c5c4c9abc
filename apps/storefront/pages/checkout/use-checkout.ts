/** The checkout of this browser as the shop knows it, and the steps that change it, one at a time. */
import { forgetTyped, hasTyped } from "@hansa/front/islands";
import { useEffect, useRef, useState } from "react";
import { addressFaults } from "../../shop/address/faults.ts";
import type { AddressForm } from "../../shop/address/form.ts";
import { guestKey, readGuest } from "../../shop/cart/guest.ts";
import { useChange } from "../../shop/change.ts";
import { followElsewhere, type Reading } from "../../shop/reading.ts";
import { shopTexts } from "../../shop/shop-texts.ts";
import type { Language } from "../../shop/texts.ts";
import { type CheckoutUpdate, completeCheckout, confirmPayment, livePayment, type StepOutcome } from "./actions.ts";
import { keptBilling, keptContact, keptPayment } from "./kept.ts";
import { outcomeText } from "./outcome-text.ts";
import { type Buyer, type CheckoutContent, type GoodsPictures, openCheckout, readCheckout } from "./reading.ts";
import { extendReservation, saveCheckout } from "./reservation.ts";
import { takeReturn } from "./return.ts";
import { checkoutTexts } from "./texts.ts";
import { useFollowing } from "./use-following.ts";
import { useRenewal } from "./use-renewal.ts";

/** `order` has the place of a number in it. */
export type CheckoutLinks = { cart: string; checkout: string; order: string; signIn: string };

/** A request that is in progress elsewhere is repeated so often. */
const mostAttempts = 5;

/** The address that is to be changed. */
export type EditedAddress = typeof keptContact | typeof keptBilling | undefined;

type CheckoutParts = { language: Language; country: string; links: CheckoutLinks };

export function useCheckout({ language, country, links }: CheckoutParts) {
  const texts = checkoutTexts[language];
  const [shown, setShown] = useState<Reading<CheckoutContent>>();
  const [pictures, setPictures] = useState<GoodsPictures>(new Map());
  const [countries, setCountries] = useState<readonly string[]>([]);
  const [form, setForm] = useState<AddressForm | null>(null);
  const [buyer, setBuyer] = useState<Buyer | null>(null);
  const [editing, setEditing] = useState<EditedAddress>(() => (hasTyped(keptBilling) ? keptBilling : undefined));
  const [isPaidElsewhere, setIsPaidElsewhere] = useState(false);
  const renewal = useRenewal();
  const { isBusy, text, faults, send, tell } = useChange(shopTexts[language].unreachable);

  const known = useRef<string>(undefined);
  useEffect(() => void open(), []);
  useEffect(
    () => followElsewhere([guestKey], () => void (isBusy ? undefined : again().catch(() => undefined))),
    [isBusy],
  );

  async function open(): Promise<void> {
    const { checkoutId } = readGuest();
    if (checkoutId === undefined) return setShown(null);
    setShown(undefined);
    try {
      const opened = await openCheckout(checkoutId, country, language);
      setPictures(opened.pictures);
      setCountries(opened.countries);
      setForm(opened.form);
      setBuyer(opened.buyer);
      await show(opened.checkout);
      if (opened.checkout && takeReturn()) await finishReturn(opened.checkout);
    } catch {
      setShown("unreachable");
    }
  }

  /** Asks the provider what the buyer did at the page of the bank, unless its message came first. */
  async function finishReturn(checkout: CheckoutContent): Promise<void> {
    const payment = livePayment(checkout);
    if (payment?.state === "REQUIRES_ACTION") return step(() => confirmPayment(checkout.id, payment.id));
    const isRefused = !payment && checkout.payments?.some(({ state }) => state === "FAILED");
    if (isRefused) tell({ text: outcomeText({ kind: "declined", retryable: true }, language) });
    return undefined;
  }

  /** Shows a checkout, or the one in place of it. One that is paid or placed leads on to the order. */
  async function show(found: CheckoutContent | null): Promise<void> {
    const checkout = found && renewal.isWanted(found) ? await renewal.renew(found) : found;
    setShown(checkout);
    if (checkout === null) return;
    known.current = checkout.id;
    const state = livePayment(checkout)?.state;
    const isPaid = checkout.state === "AWAITING_PAYMENT" && (state === "AUTHORIZED" || state === "CAPTURED");
    if (checkout.state === "COMPLETED" || checkout.order || isPaid) await take(await completeCheckout(checkout.id));
  }

  async function refresh(): Promise<void> {
    const { checkoutId } = readGuest();
    // Signing out in another tab forgets the checkout.
    await show(checkoutId === undefined ? null : await readCheckout(checkoutId));
  }

  /** Reads again what may have changed elsewhere. One that was paid there is forgotten, and leads on to its order all the same. */
  async function again(): Promise<void> {
    const id = readGuest().checkoutId ?? known.current;
    if (id !== undefined) await show(await readCheckout(id));
  }

  /** Takes one step; after a lost answer the checkout is read, which says how far it came. */
  function step(act: () => Promise<StepOutcome>): Promise<void> {
    return send(async () => {
      try {
        await take(await repeatWhileBusy(act));
      } catch {
        tell({ text: texts.unknown });
        await refresh().catch(() => undefined);
      }
      return undefined;
    });
  }

  async function take(outcome: StepOutcome): Promise<void> {
    switch (outcome.kind) {
      case "saved":
        return show(outcome.checkout);
      case "ordered":
        for (const kept of [keptContact, keptBilling, keptPayment]) forgetTyped(kept);
        // Going back leads to the cart: a checkout that has ended is no place to return to.
        return location.replace(links.order.replace("NUMBER", outcome.number));
      case "redirect":
        return location.assign(outcome.url);
      case "problems":
        return tell({ faults: addressFaults(outcome.problems, language) });
      case "read again":
      case "expired":
        return refresh();
      default:
        tell({ text: outcomeText(outcome, language) });
        setIsPaidElsewhere(outcome.kind === "in progress" || outcome.kind === "busy");
        return refresh();
    }
  }

  /** Saves e-mail or an address, which are then no longer only typed. Another change leaves an open form as it is. */
  async function saveContact(checkout: CheckoutContent, update: CheckoutUpdate): Promise<void> {
    let isSaved = false;
    await step(async () => {
      const outcome = await saveCheckout(checkout, update);
      isSaved = outcome.kind === "saved" && update.shippingOptionId === undefined;
      return outcome;
    });
    if (!isSaved) return;
    const saved = update.billingAddress !== undefined && checkout.shippingAddress ? keptBilling : keptContact;
    forgetTyped(saved);
    setEditing((now) => (now === saved ? undefined : now));
  }

  /** Opens the form of an address in place of another one, whose faults go with it; undefined: none. */
  function edit(address: EditedAddress): void {
    tell({});
    setEditing(address);
  }

  /** Reserves the goods of an expired checkout again. What stands in the way is told in the cart, to which only a press leads. */
  function reserve(expired: CheckoutContent, isPressed: boolean): Promise<void> {
    return send(async () => {
      const checkoutId = await renewal.reserve(expired);
      if (checkoutId !== undefined) await refresh();
      else if (isPressed) location.assign(links.cart);
      return undefined;
    });
  }

  /** Extends the reservation; one that has its longest time is made again when it is over. */
  function extend(checkout: CheckoutContent): Promise<void> {
    return send(async () => {
      const { now, isLonger } = await extendReservation(checkout);
      if (!isLonger) renewal.askFor(checkout);
      await (now ? show(now) : refresh());
      return undefined;
    });
  }

  /** Notes that a person types: what they write must not lose its goods. */
  function noteTyping(): void {
    renewal.noteTyping();
    if (typeof shown === "object" && shown && renewal.isWanted(shown)) void reserve(shown, false);
  }

  useFollowing(shown, isPaidElsewhere, refresh);

  return {
    ...{ shown, pictures, countries, form, buyer, isBusy, editing, text, faults, renewedId: renewal.askedId },
    ...{ open, refresh, step, saveContact, reserve, extend, noteTyping, edit },
  };
}

/** Takes a step, and takes it again while a request of the same kind is in progress elsewhere. */
async function repeatWhileBusy(act: () => Promise<StepOutcome>): Promise<StepOutcome> {
  let outcome = await act();
  for (let attempt = 1; outcome.kind === "busy" && attempt <= mostAttempts; attempt += 1) {
    await pause(outcome.retryAfterMs);
    outcome = await act();
  }
  return outcome;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
