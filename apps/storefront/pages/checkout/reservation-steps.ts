/** The steps that keep the goods of a checkout reserved: presses extend the reservation or make it again, and so does typing once it is over. */
import type { useChange } from "@hansa/front/islands";
import type { Reading } from "../../shop/reading.ts";
import type { CheckoutContent } from "./reading.ts";
import { extendReservation } from "./reservation.ts";
import type { useRenewal } from "./use-renewal.ts";

type ReservationParts = {
  renewal: ReturnType<typeof useRenewal>;
  shown: Reading<CheckoutContent>;
  cartLink: string;
  send: ReturnType<typeof useChange>["send"];
  show(checkout: CheckoutContent | null): Promise<void>;
  refresh(): Promise<void>;
};

export function reservationSteps({ renewal, shown, cartLink, send, show, refresh }: ReservationParts) {
  /** Reserves the goods of an expired checkout again. What stands in the way is told in the cart, to which only a press leads. */
  function reserve(expired: CheckoutContent, isPressed: boolean): Promise<void> {
    return send(async () => {
      const checkoutId = await renewal.reserve(expired);
      if (checkoutId !== undefined) await refresh();
      else if (isPressed) location.assign(cartLink);
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

  return { reserve, extend, noteTyping };
}
