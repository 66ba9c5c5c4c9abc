/** The door for orders: whether a checkout is paid, and taking or letting go of the money. */
import { payments as contract } from "@hansa/contracts/payments";
import { answering } from "@hansa/kit/inner-door";
import type { Deps } from "./context.ts";
import { capture } from "./service/capturing.ts";
import { authorizedFor } from "./service/paid.ts";
import { voidPayments } from "./service/voiding.ts";

/** One answer for each operation of the contract. */
export function internalAnswers(deps: Deps) {
  return {
    authorizedFor: answering(contract.authorizedFor, (input) => authorizedFor(deps, input)),
    capture: answering(contract.capture, (input) => capture(deps, input)),
    void: answering(contract.void, (input) => voidPayments(deps, input)),
  };
}
