/** Internal operations of products: quotes and reservations for orders, personal data for users. */
import { products as contract } from "@hansa/contracts/products";
import { answering } from "@hansa/kit/inner-door";
import type { Deps } from "../context.ts";
import { exportPersonalData } from "../service/privacy/personal-data.ts";
import { quoteVariants } from "../service/reservations/quote.ts";
import {
  commitReservation,
  extendReservation,
  releaseReservation,
  reserveStock,
  restockUnits,
} from "../service/reservations/reservations.ts";

/** One handler for each operation of the contract. */
export function internalHandlers(deps: Deps) {
  return {
    quote: answering(contract.quote, (input) => quoteVariants(deps, input)),
    reserve: answering(contract.reserve, (input) => reserveStock(deps, input)),
    extend: answering(contract.extend, (input) => extendReservation(deps, input)),
    commit: answering(contract.commit, (input) => commitReservation(deps, input)),
    release: answering(contract.release, (input) => releaseReservation(deps, input)),
    restock: answering(contract.restock, (input) => restockUnits(deps, input)),
    personalData: answering(contract.personalData, ({ userId }) => exportPersonalData(deps, userId)),
  };
}
