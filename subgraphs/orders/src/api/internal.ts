/** Internal operations of orders: the amount to pay for a checkout, changes of its payment, personal data and erasure. */
import { orders as contract } from "@hansa/contracts/orders";
import type { Follower } from "@hansa/kit/follow";
import { answering } from "@hansa/kit/inner-door";
import type { Deps, OrderProcessor } from "../context.ts";
import { bindPayment } from "../service/checkout/payment-binding.ts";
import { recordGuestErasure } from "../service/privacy/guest-erasure.ts";
import { exportPersonalData } from "../service/privacy/personal-data.ts";
import { listUnsentOrders } from "../service/privacy/unsent-orders.ts";

/** One handler for each operation of the contract. */
export function internalHandlers(deps: Deps, runner: OrderProcessor, payments: Follower) {
  return {
    payable: answering(contract.payable, async (input) => {
      await applyPendingEvents(deps, payments);
      return bindPayment(deps, input);
    }),
    paymentChanged: answering(contract.paymentChanged, async () => {
      await payments.catchUp();
      wakeProcessor(deps, runner);
      return { heard: true as const };
    }),
    personalData: answering(contract.personalData, (input) => exportPersonalData(deps, input)),
    guestData: answering(contract.guestData, (input) => exportPersonalData(deps, input)),
    unsentOrders: answering(contract.unsentOrders, (input) => listUnsentOrders(deps, input)),
    forgetGuest: answering(contract.forgetGuest, (input) => recordGuestErasure(deps, input)),
  };
}

/** Applies pending events first: a late `payment.failed` would unlock the checkout under the payment that starts now. Errors do not stop it. */
async function applyPendingEvents({ log }: Deps, payments: Follower): Promise<void> {
  try {
    await payments.catchUp();
  } catch (error) {
    log.warn({ err: error }, "internal server: payment started before pending payment events were applied");
  }
}

/** Starts due order processing without waiting for it: the caller needs no result. */
function wakeProcessor({ log }: Deps, runner: OrderProcessor): void {
  runner.processDue().catch((error) => log.warn({ err: error }, "order processing: start failed, left to the timer"));
}
