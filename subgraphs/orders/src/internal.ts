/** The door for the other services: what a checkout costs, news that its payment changed, and what is kept about a person. */
import { orders as contract } from "@hansa/contracts/orders";
import type { Follower } from "@hansa/kit/follow";
import { answering } from "@hansa/kit/inner-door";
import type { Deps, SagaRunner } from "./context.ts";
import { payable } from "./service/checkout/payable.ts";
import { hearOfGuest } from "./service/guest-erasing.ts";
import { personalDataOf } from "./service/personal-data.ts";
import { unsentOrdersOf } from "./service/unsent-orders.ts";

/** One answer for each operation of the contract. */
export function internalAnswers(deps: Deps, runner: SagaRunner, payments: Follower) {
  return {
    payable: answering(contract.payable, async (input) => {
      await hearNews(deps, payments);
      return payable(deps, input);
    }),
    paymentChanged: answering(contract.paymentChanged, async () => {
      await payments.catchUp();
      wake(deps, runner);
      return { heard: true as const };
    }),
    personalData: answering(contract.personalData, (input) => personalDataOf(deps, input)),
    guestData: answering(contract.guestData, (input) => personalDataOf(deps, input)),
    unsentOrders: answering(contract.unsentOrders, (input) => unsentOrdersOf(deps, input)),
    forgetGuest: answering(contract.forgetGuest, (input) => hearOfGuest(deps, input)),
  };
}

/** A failure that is heard too late would open the checkout again under the payment that begins now. Without the news it begins all the same. */
async function hearNews({ log }: Deps, payments: Follower): Promise<void> {
  try {
    await payments.catchUp();
  } catch (error) {
    log.warn({ err: error }, "a payment begins before the news of the ones before it was heard");
  }
}

/** The saga goes on by itself: whoever brought the news does not wait for it. */
function wake({ log }: Deps, runner: SagaRunner): void {
  runner.runDue().catch((error) => log.warn({ err: error }, "orders are gone on with by their timer"));
}
