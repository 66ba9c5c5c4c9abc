/** Internal operations: payment operations for orders, and personal data for users. */
import { payments as contract } from "@hansa/contracts/payments";
import { answering } from "@hansa/kit/inner-door";
import type { Deps } from "../context.ts";
import { authorizedFor } from "../service/operations/authorization-status.ts";
import { capturePayment } from "../service/operations/capture.ts";
import { linkPayment } from "../service/operations/order-link.ts";
import { refundPayment, refundStatus } from "../service/operations/refund.ts";
import { releaseRest } from "../service/operations/release.ts";
import { voidPayments } from "../service/operations/void.ts";
import { erasePayers, exportPersonalData } from "../service/privacy/personal-data.ts";

/** One handler for each operation of the contract. */
export function internalHandlers(deps: Deps) {
  return {
    authorizedFor: answering(contract.authorizedFor, (input) => authorizedFor(deps, input)),
    link: answering(contract.link, (input) => linkPayment(deps, input)),
    capture: answering(contract.capture, (input) => capturePayment(deps, input)),
    releaseRest: answering(contract.releaseRest, (input) => releaseRest(deps, input)),
    void: answering(contract.void, (input) => voidPayments(deps, input)),
    refund: answering(contract.refund, (input) => refundPayment(deps, input)),
    refundStatus: answering(contract.refundStatus, (input) => refundStatus(deps, input)),
    forgetPayers: answering(contract.forgetPayers, (input) => erasePayers(deps, input)),
    personalData: answering(contract.personalData, (input) => exportPersonalData(deps, input)),
  };
}
