/** E-mails to customers, in plain text: each from an order as it is when the e-mail leaves. */
import type { Letter } from "@hansa/kit/mail";
import { sum } from "@hansa/kit/money";
import type {
  CancelledData,
  ConfirmedData,
  LinesCancelledData,
  MailPart,
  RefundedData,
  ShippedData,
} from "../../providers/template-data.ts";
import type { OrderLineRow, OrderRow, SettingsRow } from "../../store/tables.ts";
import { printAddress, printAmount } from "./document-parts.ts";

export type Content = Pick<Letter, "subject" | "text">;

/** An order with what a letter about it needs: its lines, what was taken for it, and the links that its customer may follow. */
export type LetterOrder = {
  order: OrderRow;
  lines: readonly OrderLineRow[];
  capturedMinor: number;
  /** The page of the storefront that shows the order; null without a storefront. */
  orderUrl: string | null;
  /** The code that shows the order to its guest where there is no storefront. */
  guestCode: string | null;
  receiptUrl: string;
};

/** A parcel that left: so many of which lines, and where it can be followed. */
export type Parcel = {
  orderId: string;
  carrier: string;
  trackingNumber: string | null;
  trackingUrl: string | null;
  parts: readonly { lineId: string; quantity: number }[];
};

/** Money that went back: in all, and for which units of which lines. */
export type GivenBack = {
  orderId: string;
  amountMinor: number;
  parts: readonly { lineId: string; quantity: number }[];
};

/** Units of an order that goes on, which were cancelled. */
export type LinesCancelled = { orderId: string; parts: readonly { lineId: string; quantity: number }[] };

type ShopFacts = Pick<SettingsRow, "name" | "supportEmail">;

export function confirmedData(shop: ShopFacts, about: LetterOrder): ConfirmedData {
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
    total: printAmount(order.totalMinor, currency),
    shippingAddress: printAddress(order.shippingAddress),
    invoiceNumber: order.invoiceNumber,
    isGuest: order.customerId === null,
  };
}

export function shippedData(shop: ShopFacts, about: LetterOrder, parcel: Parcel): ShippedData {
  const { carrier, trackingNumber, trackingUrl, parts } = parcel;
  return { ...orderData(shop, about), carrier, trackingNumber, trackingUrl, parts: partsOf(about, parts) };
}

export function cancelledData(shop: ShopFacts, about: LetterOrder): CancelledData {
  const { cancelReason: reason, invoiceNumber } = about.order;
  const lines = about.lines.map(({ title, quantity }) => ({ title, quantity }));
  return { ...orderData(shop, about), reason, invoiceNumber, lines, ...chargesOf(about) };
}

export function linesCancelledData(shop: ShopFacts, about: LetterOrder, { parts }: LinesCancelled): LinesCancelledData {
  return { ...orderData(shop, about), parts: partsOf(about, parts), ...chargesOf(about) };
}

export function refundedData(shop: ShopFacts, about: LetterOrder, { amountMinor, parts }: GivenBack): RefundedData {
  const amount = printAmount(amountMinor, about.order.currency);
  return { ...orderData(shop, about), amount, parts: partsOf(about, parts) };
}

function orderData({ name, supportEmail }: ShopFacts, { order, orderUrl, guestCode, receiptUrl }: LetterOrder) {
  const { number, currency } = order;
  return { shop: { name, supportEmail }, number, currency, orderUrl, guestCode, receiptUrl };
}

function chargesOf({ order, capturedMinor }: LetterOrder) {
  return {
    total: printAmount(order.totalMinor, order.currency),
    captured: printAmount(capturedMinor, order.currency),
  };
}

/** Lines are shown with their discounts taken off, so the rest of the total is shipping and tax on top. */
function shippingOf({ order, lines }: LetterOrder): number {
  const beside = [...lines.map((line) => line.lineTotalMinor), order.taxIncluded ? 0 : order.taxMinor];
  return sum([order.totalMinor, ...beside.map((minor) => -minor)]);
}

function partsOf({ lines }: LetterOrder, parts: readonly { lineId: string; quantity: number }[]): MailPart[] {
  const titles = new Map(lines.map((line) => [line.id, line.title]));
  return parts.map(({ lineId, quantity }) => ({ title: titles.get(lineId) ?? null, quantity }));
}
