/** Template data of customer e-mails, built from the state of the order when the e-mail is sent. */

import { sum } from "@hansa/commerce/money";
import type { Email } from "@hansa/kit/mail";
import type {
  CancelledData,
  ConfirmedData,
  ContactFormerData,
  ContactUpdatedData,
  LinesCancelledData,
  MailPart,
  PaymentLateData,
  RefundedData,
  ReturnClosedData,
  ShippedData,
  WithdrawalReceivedData,
} from "../../providers/template-data.ts";
import type { CheckoutRow, OrderLineRow, OrderRow, ReturnRow, SettingsRow } from "../../store/tables.ts";
import { printAddress, printAmount, printDay, printTime } from "../invoicing/document-parts.ts";

export type EmailContent = Pick<Email, "subject" | "text">;

/** An order with the data that its e-mails need: lines, captured amount, and links for the customer. */
export type EmailOrder = {
  order: OrderRow;
  lines: readonly OrderLineRow[];
  capturedMinor: number;
  /** The page of the storefront that shows the order; null without a storefront. */
  orderUrl: string | null;
  /** The code that gives a guest access to the order if there is no storefront. */
  guestCode: string | null;
  receiptUrl: string;
  /** The page of the storefront on which a withdrawal is declared; null without a storefront. */
  withdrawalUrl: string | null;
};

/** A shipped parcel: its units by line, and its tracking data. */
export type EmailParcel = {
  orderId: string;
  carrier: string;
  trackingNumber: string | null;
  trackingUrl: string | null;
  parts: readonly { lineId: string; quantity: number }[];
};

/** A refund: its amount, and its units by line. */
export type EmailRefund = {
  orderId: string;
  amountMinor: number;
  parts: readonly { lineId: string; quantity: number }[];
};

/** Cancelled units of an order that is not cancelled as a whole. */
export type EmailCancellation = { orderId: string; parts: readonly { lineId: string; quantity: number }[] };

/** A return: its units by line, of a received one those that arrived, the shop's reply, and the outcome of a closed one. */
export type EmailReturn = {
  orderId: string;
  note: string | null;
  outcome: ReturnRow["outcome"];
  parts: readonly { lineId: string; quantity: number }[];
};

/** A withdrawal that fits an order, with its units by line. */
export type EmailWithdrawal = {
  id: string;
  orderId: string;
  reference: string;
  receivedAt: number;
  parts: readonly { lineId: string; quantity: number }[];
  isReturned: boolean;
  /** False if a stranger declared it, and it waits for its confirmation. */
  isConfirmed: boolean;
};

/** The ways to confirm a withdrawal: a page of the storefront, or without a storefront a code. */
export type EmailConfirmation = { confirmUrl: string | null; confirmCode: string | null };

type ShopFacts = Pick<SettingsRow, "name" | "supportEmail" | "timeZone" | "withdrawalDays">;

/** The data of the e-mail about a confirmed order. */
export function confirmedData(shop: ShopFacts, about: EmailOrder): ConfirmedData {
  const { order, lines } = about;
  const { currency } = order;
  return {
    ...orderData(shop, about),
    lines: lines.map(({ title, quantity, lineTotalMinor }) => ({
      title,
      quantity,
      total: printAmount(lineTotalMinor, currency),
    })),
    shippingLabel: order.shipping?.label ?? null,
    shipping: printAmount(shippingOf(about), currency),
    taxIncluded: order.taxIncluded,
    tax: printAmount(order.taxMinor, currency),
    rounding: order.roundingMinor === 0 ? null : printAmount(order.roundingMinor, currency),
    total: printAmount(order.totalMinor, currency),
    shippingAddress: printAddress(order.shippingAddress),
    invoiceNumber: order.invoiceNumber,
    isGuest: order.customerId === null,
    withdrawalDays: lines.some(({ isWithdrawable }) => isWithdrawable) ? shop.withdrawalDays : null,
    withdrawalUrl: about.withdrawalUrl,
  };
}

/** The data of the e-mail about a shipped parcel. */
export function shippedData(shop: ShopFacts, about: EmailOrder, parcel: EmailParcel): ShippedData {
  const { carrier, trackingNumber, trackingUrl, parts } = parcel;
  return { ...orderData(shop, about), carrier, trackingNumber, trackingUrl, parts: partsOf(about, parts) };
}

/** The data of the e-mail about a cancelled order. */
export function cancelledData(shop: ShopFacts, about: EmailOrder): CancelledData {
  const { cancelReason: reason, invoiceNumber } = about.order;
  const lines = about.lines.map(({ title, quantity }) => ({ title, quantity }));
  return { ...orderData(shop, about), reason, invoiceNumber, lines, ...chargesOf(about) };
}

/** The data of the e-mail about cancelled units of an order. */
export function linesCancelledData(
  shop: ShopFacts,
  about: EmailOrder,
  { parts }: EmailCancellation,
): LinesCancelledData {
  return { ...orderData(shop, about), parts: partsOf(about, parts), ...chargesOf(about) };
}

/** The data of the e-mail about a refund. */
export function refundedData(shop: ShopFacts, about: EmailOrder, { amountMinor, parts }: EmailRefund): RefundedData {
  const amount = printAmount(amountMinor, about.order.currency);
  return { ...orderData(shop, about), amount, parts: partsOf(about, parts) };
}

/** The data of the e-mails about a return. */
export function returnData(
  shop: ShopFacts,
  about: EmailOrder,
  { note, outcome, parts }: EmailReturn,
): ReturnClosedData {
  return { ...orderData(shop, about), parts: partsOf(about, parts), note, outcome };
}

/** The data of the e-mail about a payment that was authorised too late. */
export function paymentLateData(
  { name, supportEmail }: ShopFacts,
  { totalMinor, currency }: Pick<CheckoutRow, "totalMinor" | "currency">,
): PaymentLateData {
  return { shop: { name, supportEmail }, currency, amount: printAmount(totalMinor, currency) };
}

/** The data of the receipt of a withdrawal. */
export function withdrawalReceivedData(
  shop: ShopFacts,
  about: EmailOrder,
  {
    withdrawal: { id, reference, receivedAt, parts, isReturned },
    confirmation,
  }: { withdrawal: EmailWithdrawal; confirmation: EmailConfirmation },
): WithdrawalReceivedData {
  const { timeZone } = shop;
  return {
    ...orderData(shop, about),
    reference,
    receivedAt: printDay(receivedAt, timeZone),
    receivedTime: printTime(receivedAt, timeZone),
    timeZone,
    parts: partsOf(about, parts),
    isReturned,
    withdrawalId: id,
    ...confirmation,
  };
}

/** The data of the e-mail to the corrected address of an order. */
export function contactUpdatedData(shop: ShopFacts, about: EmailOrder): ContactUpdatedData {
  return { ...orderData(shop, about), isGuest: about.order.customerId === null };
}

/** The data of the e-mail to the address that an order had before. */
export function contactFormerData(
  { name, supportEmail }: ShopFacts,
  { number, currency }: Pick<OrderRow, "number" | "currency">,
): ContactFormerData {
  return { shop: { name, supportEmail }, number, currency };
}

function orderData({ name, supportEmail }: ShopFacts, { order, orderUrl, guestCode, receiptUrl }: EmailOrder) {
  const { number, currency } = order;
  return { shop: { name, supportEmail }, number, currency, orderUrl, guestCode, receiptUrl };
}

function chargesOf({ order, capturedMinor }: EmailOrder) {
  return {
    total: printAmount(order.totalMinor, order.currency),
    captured: printAmount(capturedMinor, order.currency),
  };
}

/** Lines are shown after discounts, so the rest of the total is shipping, beside tax on top and the rounding. */
function shippingOf({ order, lines }: EmailOrder): number {
  const goods = lines.map((line) => line.lineTotalMinor);
  const beside = [...goods, order.taxIncluded ? 0 : order.taxMinor, order.roundingMinor];
  return sum([order.totalMinor, ...beside.map((minor) => -minor)]);
}

function partsOf({ lines }: EmailOrder, parts: readonly { lineId: string; quantity: number }[]): MailPart[] {
  const titles = new Map(lines.map((line) => [line.id, line.title]));
  return parts.map(({ lineId, quantity }) => ({ title: titles.get(lineId) ?? null, quantity }));
}
