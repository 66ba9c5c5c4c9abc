/** The refusals of what is done to orders after they were placed, each with what it takes to go on. */
import { refusal } from "@hansa/kit/refusals";
import type { OrderAction } from "../../generated/resolvers.ts";
import type { OrderLineRow, OrderRow, ReturnRow, ShipmentRow } from "../../store/tables.ts";

export function invalidTransition(order: OrderRow, allowed: OrderAction[]) {
  const held = order.holdReason === null ? "" : ", and the shop is looking into it";
  const message = `This cannot be done with an order that is ${order.state}${held}.`;
  return { ...refusal("InvalidTransitionError", "INVALID_TRANSITION", message), state: order.state, allowed };
}

export function parcelCannot({ status }: ShipmentRow, allowed: readonly ShipmentRow["status"][]) {
  const message = `A parcel that is ${status} cannot become this.`;
  return {
    ...refusal("ShipmentTransitionError", "SHIPMENT_TRANSITION", message, ["input", "status"]),
    status,
    allowed: [...allowed],
  };
}

export function returnCannot({ state }: ReturnRow, allowed: readonly ReturnRow["state"][]) {
  const message = `This cannot be done with a return that is ${state}.`;
  return { ...refusal("ReturnTransitionError", "RETURN_TRANSITION", message), state, allowed: [...allowed] };
}

export function quantityExceeded(
  line: OrderLineRow,
  { currency }: Pick<OrderRow, "currency">,
  maximum: number,
  path: string[],
) {
  const message = maximum === 0 ? "Nothing is left of this line for that." : `Only ${maximum} of this line are left.`;
  return {
    ...refusal("QuantityExceededError", "QUANTITY_EXCEEDED", message, path),
    line: { ...line, currency },
    maximum,
  };
}

export function amountExceeded(
  maximumMinor: number,
  { currency }: Pick<OrderRow, "currency">,
  path: string[] | null = null,
) {
  const message = "This is more than is left.";
  return {
    ...refusal("AmountExceededError", "AMOUNT_EXCEEDED", message, path),
    maximum: { minor: maximumMinor, currency },
  };
}

/** `closedAt` in epoch milliseconds: until then it could have been sent back. */
export function returnPeriodOver(line: OrderLineRow, { currency }: Pick<OrderRow, "currency">, closedAt: number) {
  const message = "It is too late to send this back.";
  return {
    ...refusal("ReturnPeriodOverError", "RETURN_PERIOD_OVER", message, ["input", "parts"]),
    line: { ...line, currency },
    closedAt,
  };
}

export function captureRefused(order: OrderRow) {
  const message = "The provider would not take the money. The order waits for a person.";
  return { ...refusal("CaptureRefusedError", "CAPTURE_REFUSED", message), order };
}
