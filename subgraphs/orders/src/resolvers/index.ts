/** All resolvers of orders, one file a topic. */
import { moneyResolvers } from "@hansa/kit/resolvers";
import { scalars } from "@hansa/kit/scalars";
import type { Resolvers } from "../generated/resolvers.ts";
import { Cart, CartLine } from "./cart.ts";
import { Checkout, ShippingOption, TaxLine, Totals } from "./checkout.ts";
import { ProductVariant, User } from "./extensions.ts";
import { Mutation } from "./mutation.ts";
import { Order, OrderConnection, OrderEvent, OrderLine, OrderNote } from "./order.ts";
import { AppliedPromotion, Promotion, PromotionConnection, promotionMutations, promotionQueries } from "./promotion.ts";
import { Query } from "./query.ts";

export const resolvers: Resolvers = {
  ...scalars,
  AppliedPromotion,
  Cart,
  CartLine,
  Checkout,
  Money: moneyResolvers,
  Mutation: { ...Mutation, ...promotionMutations },
  Order,
  OrderConnection,
  OrderEvent,
  OrderLine,
  OrderNote,
  ProductVariant,
  Promotion,
  PromotionConnection,
  Query: { ...Query, ...promotionQueries },
  ShippingOption,
  TaxLine,
  Totals,
  User,
};
