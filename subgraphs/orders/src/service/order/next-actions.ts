/** What whoever is asking may do with an order now: the buttons to show, and what a refusal says is possible instead. */
import { hasScope } from "@hansa/kit/identity";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { OrderAction } from "../../generated/resolvers.ts";
import { findCountersByOrders } from "../../store/counters.ts";
import { findCancellation } from "../../store/errands.ts";
import { findLastArrivals, type LastArrival } from "../../store/fulfilments.ts";
import { findCapturesByOrders, findMoneyByOrders } from "../../store/money.ts";
import { findSagasByOrders } from "../../store/sagas.ts";
import type {
  CancellationRow,
  CaptureRow,
  LineCountersRow,
  OrderMoneyRow,
  OrderRow,
  SagaRow,
} from "../../store/tables.ts";
import { isBuyer } from "../access.ts";
import { booksOf } from "../money/worth.ts";
import { isReturnable } from "../returns/period.ts";
import { cancellableUnits, freeUnits } from "./progress.ts";

/** All that the answer depends on, beside the order itself. */
type OrderFacts = {
  lines: readonly LineCountersRow[];
  money: OrderMoneyRow | null;
  captures: readonly CaptureRow[];
  arrivals: readonly LastArrival[];
  cancellation: CancellationRow | null;
  /** Its saga has not ended: it goes on by itself, also while it is on hold because something has no answer. */
  isBeingMade: boolean;
  /** It is on hold because something has no answer, and for nothing else. */
  isParked: boolean;
};

/** The actions that are possible now and allowed to whoever asks, in the order of the enum. */
export function actionsOf(
  context: Context,
  order: OrderRow,
  facts: OrderFacts,
  guestToken?: string | null,
): OrderAction[] {
  const ownOr = (scope: string) =>
    hasScope(context.viewer, scope) || isBuyer(context, order, context.guestSecret, guestToken);
  const isUnderWay = !["PENDING_PAYMENT", "CANCELLED", "COMPLETED"].includes(order.state);
  const mayLeave = isUnderWay && order.holdReason === null;
  const books = facts.money ? booksOf(facts.lines, facts.money, facts.captures) : { leftMinor: 0, refundableMinor: 0 };
  const sent = facts.lines.filter((line) => line.isSent);
  const possible: Record<OrderAction, boolean> = {
    CANCEL: isCancellable(order, facts) && !isShopsAlone(context, order) && ownOr("orders:write"),
    CANCEL_LINES:
      isUnderWay && facts.lines.some((line) => cancellableUnits(line) > 0) && hasScope(context.viewer, "orders:write"),
    CAPTURE: mayBeCaptured(order, facts) && books.leftMinor > 0 && hasScope(context.viewer, "payments:write"),
    FULFIL: mayLeave && sent.some((line) => freeUnits(line) > 0) && hasScope(context.viewer, "fulfilments:write"),
    SHIP: mayLeave && sent.some((line) => line.setAside > line.packed) && hasScope(context.viewer, "fulfilments:write"),
    REFUND: mayBeRefunded(order) && books.refundableMinor > 0 && hasScope(context.viewer, "refunds:write"),
    REQUEST_RETURN: facts.lines.some((line) => isReturnable(context, line, facts.arrivals)) && ownOr("orders:write"),
    HOLD: mayBeHeld(order, facts) && hasScope(context.viewer, "orders:write"),
    RELEASE_HOLD: mayBeReleased(order) && hasScope(context.viewer, "orders:write"),
  };
  return orderActions.filter((action) => possible[action]);
}

const orderActions: readonly OrderAction[] = [
  "CANCEL",
  "CANCEL_LINES",
  "CAPTURE",
  "FULFIL",
  "SHIP",
  "REFUND",
  "REQUEST_RETURN",
  "HOLD",
  "RELEASE_HOLD",
];

/** As a whole, and only while nothing of it is packed; one that is being made, unless somebody said so before; one that could not be made. */
export function isCancellable(
  order: OrderRow,
  { lines, cancellation, isBeingMade }: Pick<OrderFacts, "lines" | "cancellation" | "isBeingMade">,
) {
  if (order.state === "PENDING_PAYMENT") return isBeingMade ? cancellation === null : order.holdReason !== null;
  return order.state === "CONFIRMED" && lines.every((line) => line.packed === 0);
}

/** While it is held, its buyer does not call it off: somebody is looking into its money, or its goods. */
export function isShopsAlone({ viewer }: Context, { holdReason }: OrderRow): boolean {
  return holdReason !== null && !hasScope(viewer, "orders:write");
}

/** Whether something of it can leave, once nothing holds it. */
export function canStillLeave({ state }: OrderRow): boolean {
  return state === "CONFIRMED" || state === "PARTIALLY_SHIPPED";
}

/** Also while something has no answer: that hold ends by itself, and a colleague's does not. */
export function mayBeHeld(order: OrderRow, { isParked }: Pick<OrderFacts, "isParked">): boolean {
  return canStillLeave(order) && (order.holdReason === null || isParked);
}

/** Not while it was never made certain: money and stock did not fit together then, and nothing would go on. */
export function mayBeReleased({ state, holdReason }: OrderRow): boolean {
  return holdReason !== null && state !== "PENDING_PAYMENT";
}

/** Where the shop takes the money parcel by parcel, and the order is certain. */
export function mayBeCaptured(order: OrderRow, { money }: Pick<OrderFacts, "money">): boolean {
  return money?.captureMode === "ON_FULFILMENT" && order.state !== "PENDING_PAYMENT" && order.state !== "CANCELLED";
}

/** Once it is certain; also a cancelled one, of which something was not given back; and one that waits for a person. */
export function mayBeRefunded(order: OrderRow): boolean {
  return order.state !== "PENDING_PAYMENT" || order.holdReason !== null;
}

/** What the saga of an order says of it. */
export function standingOf(saga: SagaRow | null): Pick<OrderFacts, "isBeingMade" | "isParked"> {
  return { isBeingMade: saga !== null && saga.step !== "DONE", isParked: saga !== null && saga.parkedAt !== null };
}

/** The same from within a transaction, for refusals. */
export async function actionsNow(
  db: Reader,
  context: Context,
  order: OrderRow,
  guestToken?: string | null,
): Promise<OrderAction[]> {
  const [money] = await findMoneyByOrders(db, [order.id]);
  const [saga] = await findSagasByOrders(db, [order.id]);
  const facts: OrderFacts = {
    lines: await findCountersByOrders(db, [order.id]),
    money: money ?? null,
    captures: await findCapturesByOrders(db, [order.id]),
    arrivals: await findLastArrivals(db, [order.id]),
    cancellation: (await findCancellation(db, order.id)) ?? null,
    ...standingOf(saga ?? null),
  };
  return actionsOf(context, order, facts, guestToken);
}
