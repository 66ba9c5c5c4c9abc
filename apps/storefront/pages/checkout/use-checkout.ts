/** The checkout of this browser as the shop knows it, and the steps that change it, one at a time. */
import { forgetTyped } from "@hansa/front/islands";
import { useEffect, useRef, useState } from "react";
import { addressFaults } from "../../shop/address/faults.ts";
import type { AddressForm } from "../../shop/address/form.ts";
import { guestKey, readGuest } from "../../shop/cart/guest.ts";
import { useChange } from "../../shop/change.ts";
import { followElsewhere, type Reading } from "../../shop/reading.ts";
import { shopTexts } from "../../shop/shop-texts.ts";
import type { Language } from "../../shop/texts.ts";
import { type CheckoutUpdate, completeCheckout, confirmPayment, livePayment, type StepOutcome } from "./actions.ts";
import { keptContact, keptPayment } from "./kept.ts";
import { outcomeText } from "./outcome-text.ts";
import { type Buyer, type CheckoutContent, openCheckout, readCheckout } from "./reading.ts";
import { extendReservation, reserveAgain, saveCheckout } from "./reservation.ts";
import { takeReturn } from "./return.ts";
import { checkoutTexts } from "./texts.ts";

/** `order` has the place of a number in it. */
export type CheckoutLinks = { cart: string; checkout: string; order: string; signIn: string };

/** Between two readings while the shop or the provider works, in milliseconds. */
const pollMs = 2_000;
/** A request that is in progress elsewhere is repeated so often. */
const mostAttempts = 5;
/** For so long after a key a person is taken to be typing, in milliseconds. */
const typingMs = 60_000;
/** Between two attempts to reserve again while a person types, in milliseconds. */
const reservePauseMs = 5_000;

type CheckoutParts = { language: Language; country: string; links: CheckoutLinks };

export function useCheckout({ language, country, links }: CheckoutParts) {
  const texts = checkoutTexts[language];
  const [shown, setShown] = useState<Reading<CheckoutContent>>();
  const [countries, setCountries] = useState<readonly string[]>([]);
  const [form, setForm] = useState<AddressForm | null>(null);
  const [buyer, setBuyer] = useState<Buyer | null>(null);
  const [isEditing, setIsEditing] = useState(false);
  const [isPaidElsewhere, setIsPaidElsewhere] = useState(false);
  /** The checkout whose goods are reserved again when it is over: a press has asked for it. */
  const renewedId = useRef<string>(undefined);
  const typedAt = useRef(0);
  const triedAt = useRef(0);
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
    const checkout = found && isWantedAgain(found) ? await renew(found) : found;
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
        let outcome = await act();
        for (let attempt = 1; outcome.kind === "busy" && attempt <= mostAttempts; attempt += 1) {
          await pause(outcome.retryAfterMs);
          outcome = await act();
        }
        await take(outcome);
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
        setIsEditing(false);
        return show(outcome.checkout);
      case "ordered":
        forgetTyped(keptContact);
        forgetTyped(keptPayment);
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

  /** Saves e-mail and address, which are then no longer only typed. */
  function saveContact(checkout: CheckoutContent, update: CheckoutUpdate): Promise<void> {
    return step(async () => {
      const outcome = await saveCheckout(checkout, update);
      if (outcome.kind === "saved") forgetTyped(keptContact);
      return outcome;
    });
  }

  /** Reserves the goods of an expired checkout again. What stands in the way is told in the cart, to which only a press leads. */
  function reserve(expired: CheckoutContent, isPressed: boolean): Promise<void> {
    return send(async () => {
      triedAt.current = Date.now();
      const checkoutId = await reserveAgain(expired);
      if (checkoutId !== undefined) await refresh();
      else if (isPressed) location.assign(links.cart);
      return undefined;
    });
  }

  /** Extends the reservation; one that has its longest time is made again when it is over. */
  function extend(checkout: CheckoutContent): Promise<void> {
    return send(async () => {
      const { now, isLonger } = await extendReservation(checkout);
      if (!isLonger) renewedId.current = checkout.id;
      await (now ? show(now) : refresh());
      return undefined;
    });
  }

  /** Notes that a person types: what they write must not lose its goods. */
  function noteTyping(): void {
    typedAt.current = Date.now();
    if (typeof shown === "object" && shown && isWantedAgain(shown)) void reserve(shown, false);
  }

  /** Whether a checkout is over whose goods a person still wants, as far as the page knows. */
  function isWantedAgain({ id, state }: CheckoutContent): boolean {
    const isWanted = id === renewedId.current || Date.now() - typedAt.current < typingMs;
    return state === "EXPIRED" && isWanted && Date.now() - triedAt.current > reservePauseMs;
  }

  /** The checkout in place of one that is over: nothing says so to a person who types. The same one if its goods cannot be had. */
  async function renew(expired: CheckoutContent): Promise<CheckoutContent> {
    triedAt.current = Date.now();
    const id = await reserveAgain(expired).catch(() => undefined);
    return (id === undefined ? null : await readCheckout(id).catch(() => null)) ?? expired;
  }

  const isFollowed = isPaidElsewhere || waits(shown);
  useEffect(() => {
    if (!isFollowed) return undefined;
    const timer = setInterval(() => void refresh().catch(() => undefined), pollMs);
    return () => clearInterval(timer);
  }, [isFollowed]);

  return {
    ...{ shown, countries, form, buyer, isBusy, isEditing, text, faults, renewedId: renewedId.current },
    ...{ open, refresh, step, saveContact, reserve, extend, noteTyping, edit: () => setIsEditing(true) },
  };
}

/** Whether the shop or the provider works on it, or payments are unknown. */
function waits(shown: Reading<CheckoutContent>): boolean {
  if (shown === undefined || shown === null || shown === "unreachable") return false;
  const { state, payments } = shown;
  return state === "AWAITING_PAYMENT" || state === "COMPLETING" || (state === "OPEN" && !payments);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
