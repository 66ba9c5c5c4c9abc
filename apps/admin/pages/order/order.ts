/** An order as its page reads it: its main part from orders, and what other services have beside it. */
import type { OfficeOrderGoodsQuery, OfficeOrderPeopleQuery, OfficeOrderQuery } from "../../generated/graphql.ts";

export type Order = NonNullable<OfficeOrderQuery["order"]>;
/** Undefined until products have answered. */
export type Goods = NonNullable<OfficeOrderGoodsQuery["order"]> | undefined;
/** Undefined until accounts have answered. */
export type People = NonNullable<OfficeOrderPeopleQuery["order"]> | undefined;
