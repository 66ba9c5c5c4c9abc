/** Internal operations of products: quotes and reservations for orders, personal data for users. */
import { products as contract } from "@hansa/contracts/products";
import { type Handlers, handleOperation } from "@hansa/kit/server";
import type { Deps } from "../context.ts";
import { exportPersonalData } from "../service/privacy/personal-data.ts";
import { endCommitment } from "../service/reservations/commitments.ts";
import { listTaxClasses, quoteVariants } from "../service/reservations/quote.ts";
import { cancelReplacement, commitReplacement } from "../service/reservations/replacements.ts";
import {
  commitReservation,
  extendReservation,
  releaseReservation,
  reserveStock,
} from "../service/reservations/reservations.ts";
import { restockUnits } from "../service/reservations/restock.ts";

/** One handler for each operation of the contract. */
export function internalHandlers(deps: Deps): Handlers<typeof contract> {
  return {
    quote: handleOperation(contract.quote, (input) => quoteVariants(deps, input)),
    taxClasses: handleOperation(contract.taxClasses, () => listTaxClasses(deps)),
    reserve: handleOperation(contract.reserve, (input) => reserveStock(deps, input)),
    extend: handleOperation(contract.extend, (input) => extendReservation(deps, input)),
    commit: handleOperation(contract.commit, (input) => commitReservation(deps, input)),
    release: handleOperation(contract.release, (input) => releaseReservation(deps, input)),
    endCommitment: handleOperation(contract.endCommitment, (input) => endCommitment(deps, input)),
    commitReplacement: handleOperation(contract.commitReplacement, (input) => commitReplacement(deps, input)),
    cancelReplacement: handleOperation(contract.cancelReplacement, (input) => cancelReplacement(deps, input)),
    restock: handleOperation(contract.restock, (input) => restockUnits(deps, input)),
    personalData: handleOperation(contract.personalData, ({ userId }) => exportPersonalData(deps, userId)),
  };
}
