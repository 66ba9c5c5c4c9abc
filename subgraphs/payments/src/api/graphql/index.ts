/** All resolvers of payments, one file per topic. */
import { moneyResolvers } from "@hansa/commerce/money-resolvers";
import { scalars } from "@hansa/commerce/scalars";
import type { Resolvers } from "../../generated/resolvers.ts";
import { LedgerEntry, LedgerEntryConnection, PaymentConnection } from "./ledger.ts";
import { Mutation } from "./mutation.ts";
import { Checkout, Order, ShopSetup } from "./orders.ts";
import { Payment } from "./payment.ts";
import { Query } from "./query.ts";
import { Dispute, OrderRefund, Refund } from "./refund.ts";
import { SavedPaymentMethod, User } from "./saved-methods.ts";

const { CurrencyCode, DateTime, Decimal, MinorUnits } = scalars;

export const resolvers: Resolvers = {
  Checkout,
  CurrencyCode,
  DateTime,
  Decimal,
  Dispute,
  LedgerEntry,
  LedgerEntryConnection,
  MinorUnits,
  Money: moneyResolvers,
  Mutation,
  Order,
  OrderRefund,
  Payment,
  PaymentConnection,
  Query,
  Refund,
  SavedPaymentMethod,
  ShopSetup,
  User,
};
