/** What whoever pays can do: begin, go on, and tidy up the methods that they kept. */
import type { MutationResolvers } from "../generated/resolvers.ts";
import { confirmPayment } from "../service/confirming.ts";
import { removeMethod, setDefaultMethod } from "../service/saved-methods.ts";
import { startPayment } from "../service/starting.ts";

export const Mutation: MutationResolvers = {
  paymentStart: (_parent, { input }, context) => startPayment(context, input),
  paymentConfirm: (_parent, { input }, context) => confirmPayment(context, input),
  savedMethodSetDefault: (_parent, { input }, context) => setDefaultMethod(context, input.id),
  savedMethodRemove: (_parent, { input }, context) => removeMethod(context, input.id),
};
