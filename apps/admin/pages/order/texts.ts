/** Texts of the page of an order, in the language of this browser; a state without one does not compile. */
import type {
  DisputeState,
  OrderCancelReason,
  OrderEventKind,
  OrderRefundState,
  PaymentState,
  ReturnState,
  ShipmentStatus,
  WithdrawalState,
} from "../../generated/graphql.ts";
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

type Texts<Name extends string> = Readonly<Record<Name, string>>;

export const texts = textsOf("order")[language];
export const cancelReasons: Texts<OrderCancelReason> = textsOf("cancelReasons")[language];
export const shipmentStatuses: Texts<ShipmentStatus> = textsOf("shipmentStatuses")[language];
/** The text of the button that gives a parcel this status, and of what follows from it. */
export const parcelPresses: Texts<ShipmentStatus> = textsOf("parcelPresses")[language];
export const parcelHints: Texts<ShipmentStatus> = textsOf("parcelHints")[language];
export const paymentStates: Texts<PaymentState> = textsOf("paymentStates")[language];
export const disputeStates: Texts<DisputeState> = textsOf("disputeStates")[language];
export const refundStates: Texts<OrderRefundState> = textsOf("refundStates")[language];
export const returnStates: Texts<ReturnState> = textsOf("returnStates")[language];
export const withdrawalStates: Texts<WithdrawalState> = textsOf("withdrawalStates")[language];
export const orderEvents: Texts<OrderEventKind> = textsOf("orderEvents")[language];
