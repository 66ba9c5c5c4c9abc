/** A return as its page reads it: its main part from orders, and what products has beside it. */
import type { ReactNode } from "react";
import type { OfficeReturnGoodsQuery, OfficeReturnQuery } from "../../generated/graphql.ts";

export type Return = Extract<NonNullable<OfficeReturnQuery["node"]>, { __typename: "OrderReturn" }>;
/** Undefined until products have answered. */
export type Goods = Extract<NonNullable<OfficeReturnGoodsQuery["node"]>, { __typename: "OrderReturn" }> | undefined;

/** The props of all forms of a return: `beside` is the control that closes them. */
export type FormProps = { of: Return; onDone(): void; beside: ReactNode };

/** The return at an address: null for one that does not exist, or is something else; undefined until it is known. */
export function returnOf(data: OfficeReturnQuery | undefined): Return | null | undefined {
  if (data === undefined) return undefined;
  return data.node?.__typename === "OrderReturn" ? data.node : null;
}

export function goodsOf(data: OfficeReturnGoodsQuery | undefined): Goods {
  return data?.node?.__typename === "OrderReturn" ? data.node : undefined;
}
