/** Resolvers of saved payment methods and the fields that payments adds to users. */
import type { SavedPaymentMethodResolvers, UserResolvers } from "../../generated/resolvers.ts";
import { findOwnMethod, savedMethodsOf } from "../../service/methods/saved-methods.ts";
import { cardSummary } from "../../service/views/views.ts";

export const SavedPaymentMethod: SavedPaymentMethodResolvers = {
  __resolveReference: ({ id }, context) => findOwnMethod(context, id),
  method: ({ card }) => card && cardSummary(card),
};

export const User: UserResolvers = {
  savedPaymentMethods: ({ id }, _args, context) => savedMethodsOf(context, id),
};
