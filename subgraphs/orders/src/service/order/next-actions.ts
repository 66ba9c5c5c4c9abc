/** Next actions: the actions that the viewer may perform on an order now, for buttons and for refusals. */
import { hasScope } from "@hansa/kit/identity";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { OrderAction } from "../../generated/resolvers.ts";
import { findLastArrivals, type LastArrival } from "../../store/fulfilment/fulfilments.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { findCapturesByOrders, findMoneyByOrders } from "../../store/payment/balances.ts";
import { findCancellation } from "../../store/processing/order-tasks.ts";
import { findSagasByOrders } from "../../store/processing/sagas.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type {
  CancellationRow,
  CaptureRow,
  LineCountersRow,
  OrderMoneyRow,
  OrderSummary,
  SagaRow,
  SettingsRow,
} from "../../store/tables.ts";
import { actorOf, isBuyer } from "../access.ts";
import { cancellableUnits, freeResendableUnits, freeUnits, isReturnable } from "./progress.ts";
import { computeBalance } from "./settlement.ts";

/** The data besides the order that determines the possible actions. */
type OrderFacts = {
  lines: readonly LineCountersRow[];
  money: OrderMoneyRow | null;
  captures: readonly CaptureRow[];
  arrivals: readonly LastArrival[];
  settings: Pick<SettingsRow, "returnDays">;
  cancellation: CancellationRow | null;
  /** Its saga has not ended: processing continues by itself, also while the order is on hold because a step has no response. */
  isProcessing: boolean;
  /** It is on hold only because a step or an order task has no response. */
  isStalled: boolean;
};

/** The actions that are possible now and allowed for the viewer, in the order of the enum. */
export function computeActions(
  context: Context,
  order: OrderSummary,
  facts: OrderFacts,
  guestToken?: string | null,
): OrderAction[] {
  const ownOr = (scope: string) =>
    hasScope(context.viewer, scope) || isBuyer(context, order, context.guestSecret, guestToken);
  const { actor } = actorOf(context, order, guestToken);
  const isInProgress = !["PENDING_PAYMENT", "CANCELLED", "COMPLETED"].includes(order.state);
  const isOnHold = order.holdReason !== null;
  const books = facts.money
    ? computeBalance(facts.lines, facts.money, facts.captures)
    : { leftMinor: 0, refundableMinor: 0 };
  const sent = facts.lines.filter((line) => line.isSent);
  const hasUnits = (first: UnitCount, resent: UnitCount) =>
    !isOnHold &&
    ((isInProgress && sent.some((line) => first(line) > 0)) ||
      (isResendable(order) && sent.some((line) => resent(line) > 0)));
  const possible: Record<OrderAction, boolean> = {
    CANCEL: isCancellable(order, facts) && !isReservedForStaff(context, order) && ownOr("orders:write"),
    CANCEL_LINES:
      isInProgress &&
      facts.lines.some((line) => cancellableUnits(line) > 0) &&
      hasScope(context.viewer, "orders:write"),
    CAPTURE: mayBeCaptured(order, facts) && books.leftMinor > 0 && hasScope(context.viewer, "payments:write"),
    FULFIL: hasUnits(freeUnits, freeResendableUnits) && hasScope(context.viewer, "fulfilments:write"),
    SHIP: hasUnits(unpackedUnits, unpackedResendUnits) && hasScope(context.viewer, "fulfilments:write"),
    REFUND: mayBeRefunded(order) && books.refundableMinor > 0 && hasScope(context.viewer, "refunds:write"),
    REQUEST_RETURN:
      facts.lines.some((line) => isReturnable(line, actor, { ...facts, now: context.runtime.now() })) &&
      ownOr("orders:write"),
    HOLD: mayBeHeld(order, facts) && hasScope(context.viewer, "orders:write"),
    RELEASE_HOLD: mayBeReleased(order) && hasScope(context.viewer, "orders:write"),
  };
  return orderActions.filter((action) => possible[action]);
}

type UnitCount = (line: LineCountersRow) => number;
const unpackedUnits: UnitCount = (line) => line.allocated - line.packed;
const unpackedResendUnits: UnitCount = (line) => line.resendAllocated - line.resendPacked;

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

/** Whether the whole order can be cancelled: nothing is packed, or it is processing without a cancellation, or its saga failed. */
export function isCancellable(
  order: OrderSummary,
  { lines, cancellation, isProcessing }: Pick<OrderFacts, "lines" | "cancellation" | "isProcessing">,
) {
  if (order.state === "PENDING_PAYMENT") return isProcessing ? cancellation === null : order.holdReason !== null;
  return order.state === "CONFIRMED" && lines.every((line) => line.packed === 0);
}

/** Whether only staff may cancel the order: it is on hold, and staff reviews its payment or its goods. */
export function isReservedForStaff({ viewer }: Context, { holdReason }: OrderSummary): boolean {
  return holdReason !== null && !hasScope(viewer, "orders:write");
}

/** Whether the state of the order allows shipment, apart from a hold. */
export function isShippable({ state }: OrderSummary): boolean {
  return state === "CONFIRMED" || state === "PARTIALLY_SHIPPED";
}

/** Whether the state of the order allows that units which came back are sent once more, apart from a hold. */
export function isResendable({ state, erasedAt }: OrderSummary): boolean {
  return erasedAt === null && state !== "PENDING_PAYMENT" && state !== "CONFIRMED" && state !== "CANCELLED";
}

/** Whether the order can be put on hold: also while it is stalled, because that hold ends by itself and a manual one does not. */
export function mayBeHeld(order: OrderSummary, { isStalled }: Pick<OrderFacts, "isStalled">): boolean {
  return isShippable(order) && (order.holdReason === null || isStalled);
}

/** Whether a hold can be released: not before the confirmation, because payment and stock were inconsistent and no step would follow. */
export function mayBeReleased({ state, holdReason }: OrderSummary): boolean {
  return holdReason !== null && state !== "PENDING_PAYMENT";
}

/** Whether money can be captured manually: the shop captures on fulfilment, and the order is confirmed. */
export function mayBeCaptured(order: OrderSummary, { money }: Pick<OrderFacts, "money">): boolean {
  return money?.captureMode === "ON_FULFILMENT" && order.state !== "PENDING_PAYMENT" && order.state !== "CANCELLED";
}

/** Whether the order can be refunded: after its confirmation, also if it is cancelled, and while it waits for staff. */
export function mayBeRefunded(order: OrderSummary): boolean {
  return order.state !== "PENDING_PAYMENT" || order.holdReason !== null;
}

/** The processing status of an order according to its saga. */
export function processingStatusOf(saga: SagaRow | null): Pick<OrderFacts, "isProcessing" | "isStalled"> {
  return { isProcessing: saga !== null && saga.step !== "DONE", isStalled: saga !== null && saga.stalledAt !== null };
}

/** The next actions read within a transaction, for refusals. */
export async function loadActions(
  context: Context,
  db: Reader,
  order: OrderSummary,
  guestToken?: string | null,
): Promise<OrderAction[]> {
  const [money] = await findMoneyByOrders(db, [order.id]);
  const [saga] = await findSagasByOrders(db, [order.id]);
  const facts: OrderFacts = {
    lines: await findCountersByOrders(db, [order.id]),
    money: money ?? null,
    captures: await findCapturesByOrders(db, [order.id]),
    arrivals: await findLastArrivals(db, [order.id]),
    settings: await findSettings(db),
    cancellation: (await findCancellation(db, order.id)) ?? null,
    ...processingStatusOf(saga ?? null),
  };
  return computeActions(context, order, facts, guestToken);
}
