/** The checkout of this browser as the shop knows it: read at the start, again on demand, and after each step. */
import { useEffect, useRef, useState } from "react";
import { guestKey, readGuest } from "../../shop/cart/guest.ts";
import { followElsewhere, type Reading } from "../../shop/reading.ts";
import type { Language } from "../../shop/texts.ts";
import { completeCheckout, confirmPayment, livePayment } from "./actions.ts";
import { outcomeText } from "./outcome-text.ts";
import { type CheckoutContent, type OpenedCheckout, openCheckout, readCheckout } from "./reading.ts";
import { reservationSteps } from "./reservation-steps.ts";
import { takeReturn } from "./return.ts";
import { useFollowing } from "./use-following.ts";
import { useRenewal } from "./use-renewal.ts";
import { useSteps } from "./use-steps.ts";

/** `order` has the place of a number in it. */
export type CheckoutLinks = { cart: string; checkout: string; order: string; signIn: string };

type CheckoutParts = { language: Language; country: string; links: CheckoutLinks };

/** The facts around a checkout that are read once. */
type About = Omit<OpenedCheckout, "checkout">;

const nothingKnown: About = { pictures: new Map(), countries: [], form: null, buyer: null };

export type CheckoutState = ReturnType<typeof useCheckout>;

export function useCheckout({ language, country, links }: CheckoutParts) {
  const [shown, setShown] = useState<Reading<CheckoutContent>>();
  const [about, setAbout] = useState<About>(nothingKnown);
  const renewal = useRenewal();
  const steps = useSteps({ language, orderLink: links.order, show, refresh });
  const { isBusy, editing, isPaidElsewhere, text, faults, send, tell, take, step, saveContact, edit } = steps;
  const { reserve, extend, noteTyping } = reservationSteps({
    renewal,
    shown,
    cartLink: links.cart,
    send,
    show,
    refresh,
  });

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
      const { checkout, ...rest } = await openCheckout(checkoutId, country, language);
      setAbout(rest);
      await show(checkout);
      if (checkout && takeReturn()) await finishReturn(checkout);
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

  useFollowing(shown, isPaidElsewhere, refresh);

  return {
    ...about,
    ...{ shown, isBusy, editing, text, faults, renewedId: renewal.askedId },
    ...{ open, refresh, step, saveContact, reserve, extend, noteTyping, edit },
  };
}
