/** Internal operations of orders: the amount to pay for a checkout, changes of its payment, personal data and erasure. */
import { orders as contract } from "@hansa/contracts/orders";
import type { EventConsumer } from "@hansa/kit/messaging";
import { type Handlers, handleOperation } from "@hansa/kit/server";
import type { Deps, OrderProcessor } from "../context.ts";
import { bindPayment } from "../service/checkout/payment-binding.ts";
import { findCalendarDays } from "../service/invoicing/calendar-days.ts";
import { recordGuestErasure } from "../service/privacy/guest-erasure.ts";
import { exportPersonalData } from "../service/privacy/personal-data.ts";
import { listUnsentOrders } from "../service/privacy/unsent-orders.ts";
import { listUnsentAtUpgrade } from "../service/processing/unsent-units.ts";

/** One handler for each operation of the contract. */
export function internalHandlers(
  deps: Deps,
  processor: OrderProcessor,
  payments: EventConsumer,
): Handlers<typeof contract> {
  return {
    payable: handleOperation(contract.payable, async (input) => {
      await applyPendingEvents(deps, payments);
      return bindPayment(deps, input);
    }),
    paymentChanged: handleOperation(contract.paymentChanged, async ({ checkoutId }) => {
      await payments.catchUp();
      wakeProcessor(deps, processor, checkoutId);
      return { received: true as const };
    }),
    unsentAtUpgrade: handleOperation(contract.unsentAtUpgrade, (input) => listUnsentAtUpgrade(deps, input)),
    calendarDays: handleOperation(contract.calendarDays, (input) => findCalendarDays(deps, input)),
    personalData: handleOperation(contract.personalData, (input) => exportPersonalData(deps, input)),
    guestData: handleOperation(contract.guestData, (input) => exportPersonalData(deps, input)),
    unsentOrders: handleOperation(contract.unsentOrders, (input) => listUnsentOrders(deps, input)),
    eraseGuest: handleOperation(contract.eraseGuest, (input) => recordGuestErasure(deps, input)),
  };
}

/** Applies pending events first: a late `payment.failed` would unlock the checkout under the payment that starts now. Errors do not stop it. */
async function applyPendingEvents({ log }: Deps, payments: EventConsumer): Promise<void> {
  try {
    await payments.catchUp();
  } catch (error) {
    log.warn({ err: error }, "internal server: payment started before pending payment events were applied");
  }
}

/** Starts the processing of the order without waiting for it: the caller needs no result. */
function wakeProcessor({ log }: Deps, processor: OrderProcessor, checkoutId: string): void {
  processor
    .processCheckout(checkoutId)
    .catch((error) => log.warn({ err: error }, "order processing: start failed, left to the timer"));
}
