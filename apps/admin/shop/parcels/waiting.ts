/** Goods of an order that wait for a parcel, as the graph lets them be packed now: those to prepare, and those of each fulfilment in no parcel yet. */
import type { OrderAction } from "../../generated/graphql.ts";

type OrderGoods<Line> = {
  id: string;
  nextActions: readonly OrderAction[];
  lines: readonly (Line & { toPrepare: number })[];
  fulfilments: readonly { id: string; toPack: readonly { line: Line; quantity: number }[] }[];
};

/** `key` is the id of the fulfilment, or that of the order for goods that are in none. */
export type Waiting<Line> = {
  key: string;
  fulfilmentId?: string;
  parts: readonly { line: Line; quantity: number }[];
};

export function waitingIn<Line>({ id, nextActions, lines, fulfilments }: OrderGoods<Line>): Waiting<Line>[] {
  const toPrepare = lines.flatMap((line) => (line.toPrepare > 0 ? [{ line, quantity: line.toPrepare }] : []));
  const toPack = fulfilments.map((each) => ({ key: each.id, fulfilmentId: each.id, parts: each.toPack }));
  return [
    ...(nextActions.includes("FULFIL") ? [{ key: id, parts: toPrepare }] : []),
    ...(nextActions.includes("SHIP") ? toPack : []),
  ].filter(({ parts }) => parts.length > 0);
}
