/** Internal operations: payment operations for orders, and personal data for users. */
import { payments as contract } from "@hansa/contracts/payments";
import { type Handlers, handleOperation } from "@hansa/kit/server";
import type { Deps } from "../context.ts";
import { authorizedFor, linkPayment, withLivePayments } from "../service/operations/authorization.ts";
import { capture } from "../service/operations/capture.ts";
import { runOperation } from "../service/operations/driver.ts";
import { refund, refundStatus } from "../service/operations/refund.ts";
import { release, voidPayments } from "../service/operations/void.ts";
import { erasePayers, exportPersonalData } from "../service/privacy/personal-data.ts";

/** One handler for each operation of the contract. */
export function internalHandlers(deps: Deps): Handlers<typeof contract> {
  return {
    authorizedFor: handleOperation(contract.authorizedFor, (input) => authorizedFor(deps, input)),
    withLivePayments: handleOperation(contract.withLivePayments, (input) => withLivePayments(deps, input)),
    link: handleOperation(contract.link, (input) => linkPayment(deps, input)),
    capture: handleOperation(contract.capture, (input) => runOperation(deps, "begin-capture", capture, input)),
    releaseRest: handleOperation(contract.releaseRest, (input) => runOperation(deps, "begin-release", release, input)),
    void: handleOperation(contract.void, (input) => voidPayments(deps, input)),
    refund: handleOperation(contract.refund, (input) => runOperation(deps, "begin-refund", refund, input)),
    refundStatus: handleOperation(contract.refundStatus, (input) => refundStatus(deps, input)),
    erasePayers: handleOperation(contract.erasePayers, (input) => erasePayers(deps, input)),
    personalData: handleOperation(contract.personalData, (input) => exportPersonalData(deps, input)),
  };
}
