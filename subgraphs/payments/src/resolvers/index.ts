/** All resolvers of payments, one file a topic. */
import { moneyResolvers } from "@hansa/kit/resolvers";
import { scalars } from "@hansa/kit/scalars";
import type { Resolvers } from "../generated/resolvers.ts";
import { Mutation } from "./mutation.ts";
import { Checkout, Order } from "./orders.ts";
import { Payment } from "./payment.ts";
import { Query } from "./query.ts";

const { CurrencyCode, DateTime, Decimal, MinorUnits } = scalars;

export const resolvers: Resolvers = {
  Checkout,
  CurrencyCode,
  DateTime,
  Decimal,
  MinorUnits,
  Money: moneyResolvers,
  Mutation,
  Order,
  Payment,
  Query,
};
