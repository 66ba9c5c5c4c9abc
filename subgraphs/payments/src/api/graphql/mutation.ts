/** Mutations: start and confirm a payment, and manage saved payment methods. */
import type { MutationResolvers } from "../../generated/resolvers.ts";
import { confirmPayment } from "../../service/intents/confirmation.ts";
import { startPayment } from "../../service/intents/start.ts";
import { removeMethod, setDefaultMethod } from "../../service/methods/saved-methods.ts";

export const Mutation: MutationResolvers = {
  paymentStart: (_parent, { input }, context) => startPayment(context, input),
  paymentConfirm: (_parent, { input }, context) => confirmPayment(context, input),
  savedMethodSetDefault: (_parent, { input }, context) => setDefaultMethod(context, input.id),
  savedMethodRemove: (_parent, { input }, context) => removeMethod(context, input.id),
};
