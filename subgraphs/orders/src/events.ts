/** The door for news from payments: what is authorised becomes an order, what failed is open again, what is taken, given back or disputed is counted. */
import { events } from "@hansa/contracts/events";
import { type Follower, follow } from "@hansa/kit/follow";
import type { Event } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "./context.ts";
import { placeIfPaid, unlockAfterFailure } from "./service/checkout/paid.ts";
import { hearOfDispute } from "./service/money/dispute-news.ts";
import { hearOfMoney } from "./service/money/money-news.ts";

/** Follows payments; only facts are written here, and the saga's runner does the rest. */
export function followPayments(deps: Deps): Follower {
  const { store, log, peers } = deps;
  return follow({ peer: peers.payments, store, log, apply: (tx, event) => applyPaymentEvent(deps, tx, event) });
}

async function applyPaymentEvent(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const { type, payload } = event;
  if (type === events.paymentAuthorized.type) {
    const { checkoutId, paymentId, version, amount } = events.paymentAuthorized.payload.parse(payload);
    await placeIfPaid(deps, tx, {
      checkoutId,
      paymentId,
      version,
      amountMinor: amount.minor,
      currency: amount.currency,
    });
  }
  if (type === events.paymentFailed.type) {
    const { checkoutId, version } = events.paymentFailed.payload.parse(payload);
    await unlockAfterFailure(tx, checkoutId, version);
  }
  await hearOfMoney(deps, tx, event);
  await hearOfDispute(deps, tx, event);
}
