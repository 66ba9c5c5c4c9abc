/** Texts of the page of an order, in the language of this browser; a state without one does not compile. */
import type { DisputeState, OrderCancelReason, PaymentState, ShipmentStatus } from "../../generated/graphql.ts";
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export { refundStates, returnStates, withdrawalStates } from "../../lists/return-states.ts";

type Texts<Name extends string> = Readonly<Record<Name, string>>;

export const texts = textsOf("order")[language];
export const cancelReasons: Texts<OrderCancelReason> = textsOf("cancelReasons")[language];
export const shipmentStatuses: Texts<ShipmentStatus> = textsOf("shipmentStatuses")[language];
/** The text of the button that gives a parcel this status, and of what follows from it. */
export const parcelPresses: Texts<ShipmentStatus> = textsOf("parcelPresses")[language];
export const parcelHints: Texts<ShipmentStatus> = textsOf("parcelHints")[language];
export const paymentStates: Texts<PaymentState> = textsOf("paymentStates")[language];
export const disputeStates: Texts<DisputeState> = textsOf("disputeStates")[language];
