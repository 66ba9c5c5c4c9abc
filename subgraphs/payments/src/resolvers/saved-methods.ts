/** The ways to pay that a customer kept, and what payments adds to a person for them. */
import type { SavedPaymentMethodResolvers, UserResolvers } from "../generated/resolvers.ts";
import { findOwnMethod, savedMethodsOf } from "../service/saved-methods.ts";
import { cardSummary } from "../service/showing.ts";

export const SavedPaymentMethod: SavedPaymentMethodResolvers = {
  __resolveReference: ({ id }, context) => findOwnMethod(context, id),
  method: ({ card }) => card && cardSummary(card),
};

export const User: UserResolvers = {
  savedPaymentMethods: ({ id }, _args, context) => savedMethodsOf(context, id),
};
