/** Resolvers of promotions: for the back office, and as applied to a purchase. */
import { rateText } from "@hansa/commerce/money";
import type {
  AppliedPromotionResolvers,
  PromotionConnectionResolvers,
  PromotionResolvers,
} from "../../generated/resolvers.ts";
import { isInForce } from "../../service/pricing/promotion-selection.ts";
import { findVisiblePromotion } from "../../service/promotions/lists.ts";

export const Promotion: PromotionResolvers = {
  __resolveReference: ({ id }, context) => findVisiblePromotion(context, id),
  rateOff: ({ percentOff }) => (percentOff === null ? null : rateText(percentOff)),
  active: (promotion, _args, { runtime }) => isInForce(promotion, runtime.now()),
};

export const PromotionConnection: PromotionConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const AppliedPromotion: AppliedPromotionResolvers = {
  discount: ({ discountMinor, currency }) => ({ minor: discountMinor, currency }),
};
