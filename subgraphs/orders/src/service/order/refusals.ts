/** Refusals of changes to placed orders, each with the data needed to continue. */
import { refusal } from "@hansa/kit/runtime";
import type { InvalidTransitionCause, OrderAction, QuantityExceededCause } from "../../generated/resolvers.ts";
import type { OrderLineRow, OrderRow, ReturnRow, ShipmentRow } from "../../store/tables.ts";

/** The message for each cause of a rejected transition, with the alternative. */
const transitionCauses: Record<InvalidTransitionCause, string> = {
  ORDER_STATE: "This is not done with an order in this state.",
  ON_HOLD: "The shop is looking into this order. Wait until it continues, or release its hold.",
  NOT_ON_HOLD: "The order is not on hold, so there is nothing to release.",
  PACKED: "Something of the order is packed. Unpack it first, or cancel only what is not packed.",
  NOTHING_LEFT: "Nothing of the order is left for this.",
  CANCELLATION_REQUESTED: "The order is being cancelled already. Wait for that.",
  CAPTURED_ON_PLACEMENT: "The payment of this order was captured when it was placed.",
  NOT_CAPTURED: "The payment of this order is not captured yet. Capture it first, or cancel the order.",
  PARTLY_REVERSED: "Something of the order was sent, cancelled or refunded, or is disputed. Cancel the rest instead.",
  TAX_NOT_LOWER: "The VAT id takes no tax off this order.",
  MAIL_UNKNOWN: "The order has had no such e-mail.",
  MAIL_OUTDATED: "What this e-mail says is no longer so, or the address that it went to is not kept.",
  MAIL_LIMIT: "The e-mails about this order were sent again as often as they can be.",
};

/** Refuses an action that the state of the order does not allow, with the allowed ones. */
export function invalidTransition({ state }: OrderRow, allowed: OrderAction[], cause: InvalidTransitionCause) {
  const message = `${transitionCauses[cause]} It is ${state}.`;
  return { ...refusal("InvalidTransitionError", "INVALID_TRANSITION", message), state, allowed, blockedBy: cause };
}

/** Refuses a status that a parcel cannot get from its present one. */
export function invalidShipmentTransition({ status }: ShipmentRow, allowed: readonly ShipmentRow["status"][]) {
  const message = `A parcel that is ${status} cannot become this.`;
  return {
    ...refusal("ShipmentTransitionError", "SHIPMENT_TRANSITION", message, ["input", "status"]),
    status,
    allowed: [...allowed],
  };
}

/** Refuses an action that the state of the return does not allow. */
export function invalidReturnTransition({ state }: ReturnRow, allowed: readonly ReturnRow["state"][]) {
  const message = `This cannot be done with a return that is ${state}.`;
  return {
    ...refusal("ReturnTransitionError", "RETURN_TRANSITION", message),
    returnState: state,
    allowedStates: [...allowed],
  };
}

/** The message for each cause of an exceeded quantity, with the alternative. */
const quantityCauses: Record<QuantityExceededCause, string> = {
  PACKED_OR_SENT: "The others are packed, have left or are cancelled. Unpack what has not left.",
  ALREADY_SET_ASIDE: "The others are allocated already, cancelled, or being refunded. Pack the allocated units.",
  NOT_RESENDABLE: "Only units that came back undelivered, and are not refunded or withdrawn, are sent once more.",
  NOT_IN_FULFILMENT: "All units of this fulfilment are packed. Allocate more first.",
  NOT_CANCELLED: "The others were not cancelled, or are put back already.",
  ALREADY_REFUNDED: "The others are refunded already, or packed. Unpack them first, or keep them fulfillable.",
  NOT_RETURNABLE: "Only units that have arrived and are in no other return can be sent back.",
  RETURN_REJECTED: "The return of the others was rejected. Only the shop can request it again.",
  NOT_ANNOUNCED: "No more units were delivered, or the others are in other returns, or were not withdrawn.",
  NOT_RECEIVED: "No more of the return has arrived. Refund the others without naming the return.",
  NOT_SENT: "Only units that were sent, are not restocked yet and did not arrive as damaged can be restocked.",
};

/** `field`: the path of the parts in the input; `maximum`: the quantity that is left of the line. */
export function quantityExceeded(
  line: OrderLineRow,
  { currency }: Pick<OrderRow, "currency">,
  { field, maximum, cause }: { field: string; maximum: number; cause: QuantityExceededCause },
) {
  const left = maximum === 0 ? "Nothing is left of this line for that." : `Only ${maximum} of this line are left.`;
  const message = `${left} ${quantityCauses[cause]}`;
  return {
    ...refusal("QuantityExceededError", "QUANTITY_EXCEEDED", message, ["input", field]),
    line: { ...line, currency },
    maximum,
    cause,
  };
}

/** Refuses an amount above the remaining one. */
export function amountExceeded(
  maximumMinor: number,
  { currency }: Pick<OrderRow, "currency">,
  path: string[] | null = null,
) {
  const message = "This is more than is left.";
  return {
    ...refusal("AmountExceededError", "AMOUNT_EXCEEDED", message, path),
    maximumAmount: { minor: maximumMinor, currency },
  };
}

/** `closedAt`: the end of the return period, in epoch milliseconds. */
export function returnPeriodOver(line: OrderLineRow, { currency }: Pick<OrderRow, "currency">, closedAt: number) {
  const message = "It is too late to send this back.";
  return {
    ...refusal("ReturnPeriodOverError", "RETURN_PERIOD_OVER", message, ["input", "parts"]),
    line: { ...line, currency },
    closedAt,
  };
}

/** Reports a capture that the provider refused. */
export function captureRefused(order: OrderRow) {
  const message = "The provider refused the capture. The order waits for a member of staff.";
  return { ...refusal("CaptureRefusedError", "CAPTURE_REFUSED", message), order };
}
