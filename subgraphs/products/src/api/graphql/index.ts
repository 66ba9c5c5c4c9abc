/** The resolver map of products, one file per topic. */

import { moneyResolvers } from "@hansa/commerce/money-resolvers";
import { scalars } from "@hansa/commerce/scalars";
import { taxClassByName } from "@hansa/commerce/tax-class";
import type { Resolvers } from "../../generated/resolvers.ts";
import {
  Collection,
  CollectionConnection,
  Facet,
  FacetCount,
  FacetValueConnection,
  SearchConnection,
  SearchEdge,
} from "./collection.ts";
import { ImportJob, ImportJobConnection, ImportProblemConnection } from "./import-job.ts";
import { Mutation } from "./mutation.ts";
import { Media, Product, ProductConnection, ShopSetup } from "./product.ts";
import { Query } from "./query.ts";
import { Review, ReviewConnection, User } from "./review.ts";
import { ProductVariant, ProductVariantConnection, StockMovement, StockMovementConnection } from "./variant.ts";

const { CurrencyCode, DateTime, Decimal, MinorUnits } = scalars;

export const resolvers: Resolvers = {
  Collection,
  CollectionConnection,
  CurrencyCode,
  DateTime,
  Decimal,
  Facet,
  FacetCount,
  FacetValueConnection,
  ImportJob,
  ImportJobConnection,
  ImportProblemConnection,
  Media,
  MinorUnits,
  Money: moneyResolvers,
  Mutation,
  Product,
  ProductConnection,
  ProductVariant,
  ProductVariantConnection,
  Query,
  Review,
  ReviewConnection,
  SearchConnection,
  SearchEdge,
  ShopSetup,
  StockMovement,
  StockMovementConnection,
  TaxClass: taxClassByName,
  User,
};
