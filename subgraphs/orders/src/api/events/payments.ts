/** Events of payments: an authorised payment places the order, a failed one unlocks the checkout; captures, refunds and disputes are recorded. */
import { events } from "@hansa/contracts/events";
import { consumeEvents, type EventConsumer } from "@hansa/kit/messaging/event-consumer";
import type { Event } from "@hansa/kit/messaging/outbox";
import type { Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { placePaidOrder, unlockFailedCheckout } from "../../service/checkout/payment-events.ts";
import { applyDisputeEvent } from "../../service/payment/dispute-events.ts";
import { applyBalanceEvent } from "../../service/payment/payment-events.ts";

/** Creates the consumer of payments. Its handlers only record facts; order processing acts on them. */
export function createPaymentsConsumer(deps: Deps): EventConsumer {
  const { store, log, peers } = deps;
  return consumeEvents({ peer: peers.payments, store, log, apply: (tx, event) => applyPaymentEvent(deps, tx, event) });
}

async function applyPaymentEvent(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const { type, payload } = event;
  if (type === events.paymentAuthorized.type)
    await placePaidOrder(deps, tx, events.paymentAuthorized.payload.parse(payload));
  if (type === events.paymentFailed.type) {
    const { checkoutId, version } = events.paymentFailed.payload.parse(payload);
    await unlockFailedCheckout(tx, checkoutId, version);
  }
  await applyBalanceEvent(deps, tx, event);
  await applyDisputeEvent(deps, tx, event);
}
