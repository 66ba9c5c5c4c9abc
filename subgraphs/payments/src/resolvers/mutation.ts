/** What whoever pays can do: begin, and go on. */
import type { MutationResolvers } from "../generated/resolvers.ts";
import { confirmPayment } from "../service/confirming.ts";
import { startPayment } from "../service/starting.ts";

export const Mutation: MutationResolvers = {
  paymentStart: (_parent, { input }, context) => startPayment(context, input),
  paymentConfirm: (_parent, { input }, context) => confirmPayment(context, input),
};
