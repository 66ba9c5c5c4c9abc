/** A pick list: the units that wait to be prepared in several orders, grouped by their goods. */
import { ordersIn } from "../../chosen/chosen.ts";
import type { OfficePickGoodsQuery, OfficePickListQuery } from "../../generated/graphql.ts";

export type PickOrder = Extract<NonNullable<OfficePickListQuery["nodes"][number]>, { __typename: "Order" }>;
type GoodsOrder = Extract<NonNullable<OfficePickGoodsQuery["nodes"][number]>, { __typename: "Order" }>;
export type Variant = NonNullable<GoodsOrder["lines"][number]["variant"]>;

/** Units of a line of an order. */
type Part = { lineId: string; number: string; quantity: number };

/** Goods, with the units of each order. */
export type Pick = { sku: string; title: string; units: number; parts: readonly Part[] };

/** The goods to take from their shelves, sorted by SKU. Those that were sold under another name stand apart. */
export function picksOf(orders: readonly PickOrder[]): Pick[] {
  const picks = new Map<string, Pick>();
  for (const order of orders.filter(isToPrepare)) {
    for (const { id, sku, title, toPrepare } of order.lines) {
      if (toPrepare === 0) continue;
      const key = JSON.stringify([sku, title]);
      const { units, parts } = picks.get(key) ?? { units: 0, parts: [] };
      const part = { lineId: id, number: order.number, quantity: toPrepare };
      picks.set(key, { sku, title, units: units + toPrepare, parts: [...parts, part] });
    }
  }
  return [...picks.values()].toSorted((one, other) => one.sku.localeCompare(other.sku));
}

/** Whether the graph lets goods of it be prepared now, and has some. */
export function isToPrepare({ nextActions, lines }: PickOrder): boolean {
  return nextActions.includes("FULFIL") && lines.some(({ toPrepare }) => toPrepare > 0);
}

/** The variants by their lines; empty until products have answered. */
export function variantsIn(data: OfficePickGoodsQuery | undefined): ReadonlyMap<string, Variant> {
  const lines = ordersIn(data)?.flatMap((order) => order.lines) ?? [];
  return new Map(lines.flatMap(({ id, variant }): [string, Variant][] => (variant ? [[id, variant]] : [])));
}
