/** Reads a checkout again, every two seconds, while the shop or the provider works on it. */
import { useEffect } from "react";
import type { Reading } from "../../shop/reading.ts";
import type { CheckoutContent } from "./reading.ts";

const pollMs = 2_000;

/** `isWorkElsewhere`: another page or the provider has said that it works on the payment. */
export function useFollowing(
  shown: Reading<CheckoutContent>,
  isWorkElsewhere: boolean,
  read: () => Promise<void>,
): void {
  const isFollowed = isWorkElsewhere || waits(shown);
  useEffect(() => {
    if (!isFollowed) return undefined;
    const timer = setInterval(() => void read().catch(() => undefined), pollMs);
    return () => clearInterval(timer);
  }, [isFollowed]);
}

/** Whether the shop or the provider works on it, or payments are unknown. */
function waits(shown: Reading<CheckoutContent>): boolean {
  if (shown === undefined || shown === null || shown === "unreachable") return false;
  const { state, payments } = shown;
  return state === "AWAITING_PAYMENT" || state === "COMPLETING" || (state === "OPEN" && !payments);
}
