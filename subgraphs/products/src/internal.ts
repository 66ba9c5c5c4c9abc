/** The door for other services: quotes and the life of a hold for orders, what is known of a person for users. */
import { products as contract } from "@hansa/contracts/products";
import { answering } from "@hansa/kit/inner-door";
import type { Deps } from "./context.ts";
import { personalDataOf } from "./service/people.ts";
import { commit, extend, release, reserve, restock } from "./service/stock/holds.ts";
import { quote } from "./service/stock/quote.ts";

/** One answer for each operation of the contract. */
export function internalAnswers(deps: Deps) {
  return {
    quote: answering(contract.quote, (input) => quote(deps, input)),
    reserve: answering(contract.reserve, (input) => reserve(deps, input)),
    extend: answering(contract.extend, (input) => extend(deps, input)),
    commit: answering(contract.commit, (input) => commit(deps, input)),
    release: answering(contract.release, (input) => release(deps, input)),
    restock: answering(contract.restock, (input) => restock(deps, input)),
    personalData: answering(contract.personalData, ({ userId }) => personalDataOf(deps, userId)),
  };
}
