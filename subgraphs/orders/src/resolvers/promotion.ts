/** Promotions for the back office, and those at work for everybody. */
import type {
  AppliedPromotionResolvers,
  PromotionConnectionResolvers,
  PromotionResolvers,
} from "../generated/resolvers.ts";
import { isInForce, percentText } from "../service/promotions/terms.ts";

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
