/** Work in the warehouse: conditions of orders that are not on hold and have units to prepare, to pack, to hand over or to send again. */
import { type Reader, withoutIndex } from "@hansa/kit/store";
import { and, eq, exists, inArray, isNull, notInArray, type SQL } from "drizzle-orm";
import {
  isToHandOver,
  isToPack,
  isToPrepare,
  isToSendAgain,
  lineCounters,
  type OrderRow,
  orders,
  shipments,
} from "../tables.ts";

export type OrderWork = "TO_PREPARE" | "TO_PACK" | "TO_HAND_OVER" | "TO_SEND_AGAIN";

/** Lines or parcels that make the work of an order, and the states in which it has none. */
const sources = {
  TO_PREPARE: { table: lineCounters, isOpen: isToPrepare, except: ["PENDING_PAYMENT", "CANCELLED", "COMPLETED"] },
  TO_PACK: { table: lineCounters, isOpen: isToPack, except: ["PENDING_PAYMENT", "CANCELLED"] },
  TO_HAND_OVER: { table: shipments, isOpen: isToHandOver, except: ["PENDING_PAYMENT", "CANCELLED"] },
  TO_SEND_AGAIN: { table: lineCounters, isOpen: isToSendAgain, except: ["PENDING_PAYMENT", "CONFIRMED", "CANCELLED"] },
} as const satisfies Record<OrderWork, { table: Table; isOpen: SQL; except: readonly OrderRow["state"][] }>;

type Table = typeof lineCounters | typeof shipments;

/** Whether an order has this work now. `isLed`: another condition is more selective than the list of those that have. */
export function hasWork(db: Reader, work: OrderWork, { isLed }: { isLed: boolean }): SQL | undefined {
  const { table, isOpen, except } = sources[work];
  const open = db.select({ orderId: table.orderId }).from(table);
  return and(
    isLed ? exists(open.where(and(isOpen, eq(table.orderId, orders.id)))) : inArray(orders.id, open.where(isOpen)),
    isNull(orders.holdReason),
    notInArray(withoutIndex(orders.state), [...except]),
    work === "TO_SEND_AGAIN" ? isNull(orders.erasedAt) : undefined,
  );
}
