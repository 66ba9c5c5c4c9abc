/** The goods of a checkout that is over are reserved again for a person who still wants them: one who types, or who has pressed for more time. */
import { useRef } from "react";
import { type CheckoutContent, readCheckout } from "./reading.ts";
import { reserveAgain } from "./reservation.ts";

/** For so long after a key a person is taken to be typing, in milliseconds. */
const typingMs = 60_000;
/** Between two attempts to reserve again while a person types, in milliseconds. */
const pauseMs = 5_000;

export function useRenewal() {
  const askedId = useRef<string>(undefined);
  const typedAt = useRef(0);
  const triedAt = useRef(0);

  function reserve(expired: CheckoutContent): Promise<string | undefined> {
    triedAt.current = Date.now();
    return reserveAgain(expired);
  }

  return {
    /** The checkout whose goods a press has asked for: they are reserved again when it is over. */
    askedId: askedId.current,
    askFor({ id }: CheckoutContent): void {
      askedId.current = id;
    },
    noteTyping(): void {
      typedAt.current = Date.now();
    },
    /** Whether a checkout is over whose goods a person still wants, as far as the page knows. */
    isWanted({ id, state }: CheckoutContent): boolean {
      const isAwaited = id === askedId.current || Date.now() - typedAt.current < typingMs;
      return state === "EXPIRED" && isAwaited && Date.now() - triedAt.current > pauseMs;
    },
    /** The id of the checkout in place of this one; undefined if its goods cannot be had. */
    reserve,
    /** The checkout in place of one that is over: nothing says so to a person who types. The same one if its goods cannot be had. */
    async renew(expired: CheckoutContent): Promise<CheckoutContent> {
      const id = await reserve(expired).catch(() => undefined);
      return (id === undefined ? null : await readCheckout(id).catch(() => null)) ?? expired;
    },
  };
}
