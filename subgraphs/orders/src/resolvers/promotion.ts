/** Promotions for the back office, and those at work for everybody. */
import type {
  AppliedPromotionResolvers,
  MutationResolvers,
  PromotionConnectionResolvers,
  PromotionResolvers,
  QueryResolvers,
} from "../generated/resolvers.ts";
import { applyCode, removeCode } from "../service/cart-codes.ts";
import { endPromotion, savePromotion } from "../service/promotion-editing.ts";
import { listPromotions, showPromotion } from "../service/promotion-lists.ts";
import { isInForce, percentText } from "../service/promotion-terms.ts";

export const promotionQueries: QueryResolvers = {
  promotion: (_parent, { id }, context) => showPromotion(context, id),
  promotions: (_parent, args, context) => listPromotions(context, args),
};

export const promotionMutations: MutationResolvers = {
  cartCodeApply: (_parent, { input }, context) => applyCode(context, input),
  cartCodeRemove: (_parent, { input }, context) => removeCode(context, input),
  promotionSave: (_parent, { input }, context) => savePromotion(context, input),
  promotionEnd: (_parent, { input }, context) => endPromotion(context, input),
};

export const Promotion: PromotionResolvers = {
  percentOff: ({ percentOff }) => (percentOff === null ? null : percentText(percentOff)),
  active: (promotion, _args, { world }) => isInForce(promotion, world.now()),
};

export const PromotionConnection: PromotionConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const AppliedPromotion: AppliedPromotionResolvers = {
  discount: ({ discountMinor, currency }) => ({ minor: discountMinor, currency }),
};
