/** The resolver map of orders, composed of one file per topic. */

import { moneyResolvers } from "@hansa/commerce/money-resolvers";
import { scalars } from "@hansa/commerce/scalars";
import { taxClassByName } from "@hansa/commerce/tax-class";
import type { Resolvers } from "../../generated/resolvers.ts";
import { Cart, CartLine, FreeShipping } from "./cart.ts";
import { AddressSnapshot, Checkout, ShippingOption, TaxLine, Totals } from "./checkout.ts";
import { GuestOrder, Product, ProductVariant, User } from "./entity-extensions.ts";
import { Mutation } from "./mutation.ts";
import { Order, OrderConnection, OrderEvent, OrderLine, OrderNote } from "./order.ts";
import {
  Fulfilment,
  FulfilmentConnection,
  LinePart,
  OrderRefund,
  OrderReturn,
  OrderReturnConnection,
  RefundPart,
  ReturnPart,
  Shipment,
  Withdrawal,
  WithdrawalConnection,
  WithdrawalPart,
} from "./post-purchase.ts";
import { AppliedPromotion, Promotion, PromotionConnection } from "./promotion.ts";
import { Query } from "./query.ts";
import { SalesReportRow } from "./sales-report.ts";
import {
  SellerAddress,
  ShippingMethod,
  ShippingRate,
  ShippingZone,
  Shop,
  ShopPage,
  ShopSettings,
  ShopSetup,
  TaxRate,
} from "./settings.ts";
import { TaxDocument, TaxDocumentConnection, TaxDocumentItem, TaxReportRow } from "./tax-documents.ts";

export const resolvers: Resolvers = {
  ...scalars,
  AddressSnapshot,
  AppliedPromotion,
  Cart,
  CartLine,
  Checkout,
  FreeShipping,
  GuestOrder,
  Money: moneyResolvers,
  Mutation,
  Order,
  OrderConnection,
  OrderEvent,
  OrderLine,
  OrderNote,
  Product,
  ProductVariant,
  Promotion,
  PromotionConnection,
  Query,
  SalesReportRow,
  SellerAddress,
  ShippingMethod,
  ShippingOption,
  ShippingRate,
  ShippingZone,
  Shop,
  ShopPage,
  TaxDocument,
  TaxDocumentConnection,
  TaxDocumentItem,
  ShopSettings,
  ShopSetup,
  TaxLine,
  TaxClass: taxClassByName,
  TaxRate,
  TaxReportRow,
  Totals,
  User,
  Fulfilment,
  FulfilmentConnection,
  LinePart,
  OrderRefund,
  OrderReturn,
  OrderReturnConnection,
  RefundPart,
  ReturnPart,
  Shipment,
  Withdrawal,
  WithdrawalConnection,
  WithdrawalPart,
};
