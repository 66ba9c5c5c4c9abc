/** Source rows of e-mails about parcels, refunds, cancelled units, returns, withdrawals and former addresses, read when the e-mail is sent. */
import type { Reader } from "@hansa/kit/store";
import { findOrderMail } from "../../store/email/order-mails.ts";
import { findShipment, findShipmentParts } from "../../store/fulfilment/fulfilments.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { findRefund, findRefundParts } from "../../store/payment/refunds.ts";
import { findCancelledUnits } from "../../store/processing/order-tasks.ts";
import { findReturn, findReturnParts, findReturnsByOrders } from "../../store/returns/returns.ts";
import type { OrderRow, ReturnPartRow, ReturnRow } from "../../store/tables.ts";
import { findWithdrawal, findWithdrawalParts } from "../../store/withdrawals/withdrawals.ts";
import type { EmailCancellation, EmailParcel, EmailRefund, EmailReturn, EmailWithdrawal } from "./email-data.ts";

/** A shipped parcel; undefined if there is no such parcel. */
export async function findEmailParcel(db: Reader, shipmentId: string): Promise<EmailParcel | undefined> {
  const shipment = await findShipment(db, shipmentId);
  return shipment && { ...shipment, parts: await findShipmentParts(db, [shipmentId]) };
}

/** Cancelled units; undefined if there is no such cancellation. */
export async function findEmailCancellation(
  db: Reader,
  cancellationId: string,
): Promise<EmailCancellation | undefined> {
  const cancelled = await findCancelledUnits(db, cancellationId);
  return cancelled && { orderId: cancelled.orderId, parts: cancelled.lines ?? [] };
}

/** A refund with its parts; undefined if there is no such refund. */
export async function findEmailRefund(db: Reader, refundId: string): Promise<EmailRefund | undefined> {
  const refund = await findRefund(db, refundId);
  return refund && { ...refund, parts: await findRefundParts(db, [refundId]) };
}

/** The e-mails about a return: its approval or rejection, the receipt of a parcel, its close. */
export type ReturnEmail = "decision" | "receipt" | "close";

/** A return with the units that the e-mail is about; undefined if there is no such return. */
export async function findEmailReturn(
  db: Reader,
  returnId: string,
  kind: ReturnEmail,
): Promise<EmailReturn | undefined> {
  const row = await findReturn(db, returnId);
  if (!row) return undefined;
  const { orderId, note, outcome } = row;
  const parts = await findReturnParts(db, [returnId]);
  const unitsOf: Record<ReturnEmail, (part: ReturnPartRow) => number> = {
    // An approval or a rejection was about all units, also those that have left the return since.
    decision: ({ quantity, released }) => quantity + released,
    receipt: ({ received }) => received,
    close: closedUnitsOf(outcome),
  };
  const named = parts.map((part) => ({ lineId: part.lineId, quantity: unitsOf[kind](part) }));
  return { orderId, note, outcome, parts: named.filter(({ quantity }) => quantity > 0) };
}

/** The units that the close of a return was about. */
function closedUnitsOf(outcome: ReturnRow["outcome"]): (part: ReturnPartRow) => number {
  if (outcome === "NOTHING_DUE") return ({ received }) => received;
  return outcome === "REPLACED" ? ({ replaced }) => replaced : ({ released }) => released;
}

/** A withdrawal that fits an order; undefined if there is none, or if its person was erased. */
export async function findEmailWithdrawal(db: Reader, withdrawalId: string): Promise<EmailWithdrawal | undefined> {
  const row = await findWithdrawal(db, withdrawalId);
  if (!row || row.orderId === null || row.email === null) return undefined;
  const { orderId, reference, receivedAt, declaredParts } = row;
  const parts = await findWithdrawalParts(db, [withdrawalId]);
  const returns = (await findReturnsByOrders(db, [orderId])).filter((one) => one.withdrawalId === withdrawalId);
  // Units of a received return have reached the shop before they were withdrawn.
  const isReturned = returns.some(({ state }) => state === "APPROVED");
  const shown = declaredParts ?? parts;
  return { id: row.id, orderId, reference, receivedAt, parts: shown, isReturned, isConfirmed: !declaredParts };
}

/** The address that an order had before, and the order; undefined once the address is not kept any more. */
export async function findFormerContact(
  db: Reader,
  mailId: string,
): Promise<{ email: string; order: OrderRow } | undefined> {
  const mail = await findOrderMail(db, mailId);
  const [order] = mail ? await findOrdersByIds(db, [mail.orderId]) : [];
  return order && mail && mail.formerEmail !== null ? { email: mail.formerEmail, order } : undefined;
}
