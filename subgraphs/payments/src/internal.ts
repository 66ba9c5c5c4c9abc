/** The door for the other services: the moves of money that orders asks for, and what is kept about a person, which users asks. */
import { payments as contract } from "@hansa/contracts/payments";
import { answering } from "@hansa/kit/inner-door";
import type { Deps } from "./context.ts";
import { capture } from "./service/capturing.ts";
import { link } from "./service/linking.ts";
import { authorizedFor } from "./service/paid.ts";
import { forgetWhoPaid, personalData } from "./service/personal.ts";
import { refund, refundStatus } from "./service/refunding.ts";
import { releaseRest } from "./service/releasing.ts";
import { voidPayments } from "./service/voiding.ts";

/** One answer for each operation of the contract. */
export function internalAnswers(deps: Deps) {
  return {
    authorizedFor: answering(contract.authorizedFor, (input) => authorizedFor(deps, input)),
    link: answering(contract.link, (input) => link(deps, input)),
    capture: answering(contract.capture, (input) => capture(deps, input)),
    releaseRest: answering(contract.releaseRest, (input) => releaseRest(deps, input)),
    void: answering(contract.void, (input) => voidPayments(deps, input)),
    refund: answering(contract.refund, (input) => refund(deps, input)),
    refundStatus: answering(contract.refundStatus, (input) => refundStatus(deps, input)),
    forgetPayers: answering(contract.forgetPayers, (input) => forgetWhoPaid(deps, input)),
    personalData: answering(contract.personalData, (input) => personalData(deps, input)),
  };
}
