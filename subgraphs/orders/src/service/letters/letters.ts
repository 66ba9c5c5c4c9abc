/** What the shop writes to its customers, in plain text: each letter from an order as it is when the letter leaves. */
import { addressLines } from "@hansa/kit/address/address-lines";
import type { Letter } from "@hansa/kit/mail";
import { sum, toDecimal } from "@hansa/kit/money";
import type { OrderLineRow, OrderRow, SettingsRow } from "../../store/tables.ts";

export type Content = Pick<Letter, "subject" | "text">;

/** An order with what a letter about it needs: its lines, what was taken for it, and the links that its customer may follow. */
export type LetterOrder = {
  order: OrderRow;
  lines: readonly OrderLineRow[];
  capturedMinor: number;
  /** Paragraphs that lead to the order; none where the shop has no storefront and the customer an account. */
  waysTo: readonly string[];
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

export function confirmedLetter(shop: ShopFacts, about: LetterOrder): Content {
  const { order, lines, waysTo, receiptUrl } = about;
  const { number, currency } = order;
  return letter(shop, `Your order ${number} is confirmed`, [
    `thank you: your order ${number} at ${shop.name} is confirmed.`,
    lines.map((line) => `${line.quantity} × ${line.title}: ${inWords(line.lineTotalMinor, currency)}`).join("\n"),
    totals(about),
    ...(order.shippingAddress === null ? [] : [`We send it to:\n${addressOf(order)}`]),
    ...waysTo,
    `Your invoice ${order.invoiceNumber ?? ""}, to print:\n${receiptUrl}`,
    ...(order.customerId === null ? ["Keep this mail: anybody who has it can see the order."] : []),
  ]);
}

export function shippedLetter(shop: ShopFacts, about: LetterOrder, parcel: Parcel): Content {
  const { number } = about.order;
  const { carrier, trackingNumber, trackingUrl, parts } = parcel;
  return letter(shop, `Your order ${number} is on its way`, [
    `a parcel of your order ${number} has left, with ${carrier}. In it:`,
    partsOf(about, parts),
    ...(trackingNumber === null ? [] : [`Its number: ${trackingNumber}`]),
    ...(trackingUrl === null ? [] : [`Where it is:\n${trackingUrl}`]),
    ...about.waysTo,
  ]);
}

/** Of an order that was never confirmed, nothing stays charged; of another, what was paid comes back, and a letter of its own says so. */
export function cancelledLetter(shop: ShopFacts, about: LetterOrder): Content {
  const { number, cancelReason, invoiceNumber } = about.order;
  return letter(shop, `Your order ${number} was cancelled`, [
    `your order ${number} at ${shop.name} was cancelled.${reasonOf(cancelReason)}`,
    about.lines.map(({ quantity, title }) => `${quantity} × ${title}`).join("\n"),
    ...(invoiceNumber === null && about.order.totalMinor > 0
      ? [`Nothing stays charged of the ${inWords(about.order.totalMinor, about.order.currency)} that it came to.`]
      : chargesOf(about, "What you have paid goes back the way it came; we write to you when it does.")),
    ...about.waysTo,
  ]);
}

/** What was paid for them comes back, and a letter of its own says so; where nothing was taken yet, nothing will be. */
export function linesCancelledLetter(shop: ShopFacts, about: LetterOrder, { parts }: LinesCancelled): Content {
  const { number } = about.order;
  return letter(shop, `A part of your order ${number} was cancelled`, [
    `a part of your order ${number} at ${shop.name} was cancelled. You will not get, and do not pay for:`,
    partsOf(about, parts),
    ...chargesOf(
      about,
      "If you have paid for it already, the money goes back the way it came; we write to you when it does.",
    ),
    "The rest of your order goes on.",
    ...about.waysTo,
  ]);
}

export function refundedLetter(shop: ShopFacts, about: LetterOrder, { amountMinor, parts }: GivenBack): Content {
  const { number, currency } = about.order;
  const amount = inWords(amountMinor, currency);
  return letter(shop, `${amount} of your order ${number} go back to you`, [
    `we are giving you back ${amount} of your order ${number}, the way you paid. It can take some days to arrive.`,
    ...(parts.length === 0 ? [] : [`It is for:\n${partsOf(about, parts)}`]),
    `Your receipt, with all that was given back:\n${about.receiptUrl}`,
  ]);
}

/** A sentence about what was charged: `goesBack` only where something was; none for an order that cost nothing. */
function chargesOf({ order, capturedMinor }: LetterOrder, goesBack: string): string[] {
  if (order.totalMinor === 0) return [];
  return [capturedMinor === 0 ? "Nothing was charged for it, and nothing will be." : goesBack];
}

function letter({ name, supportEmail }: ShopFacts, subject: string, paragraphs: readonly string[]): Content {
  const help = supportEmail === null ? [] : [`Any questions? Write to ${supportEmail}.`];
  return { subject, text: ["Hello,", ...paragraphs, ...help, name].join("\n\n") };
}

/** Lines are shown with their discounts taken off, so shipping and tax on top are all there is beside them. */
function totals({ order, lines }: LetterOrder): string {
  const { currency, taxMinor, taxIncluded, totalMinor } = order;
  const beside = [...lines.map((line) => line.lineTotalMinor), taxIncluded ? 0 : taxMinor];
  const shippingMinor = sum([totalMinor, ...beside.map((minor) => -minor)]);
  return [
    ...(order.shipping === null ? [] : [`Shipping, ${order.shipping.label}: ${inWords(shippingMinor, currency)}`]),
    ...(taxIncluded || taxMinor === 0 ? [] : [`Tax: ${inWords(taxMinor, currency)}`]),
    `Total: ${inWords(totalMinor, currency)}`,
    ...(taxIncluded && taxMinor > 0 ? [`Tax in it: ${inWords(taxMinor, currency)}`] : []),
  ].join("\n");
}

function addressOf({ shippingAddress }: OrderRow): string {
  if (shippingAddress === null) return "";
  return addressLines(shippingAddress).join("\n");
}

function partsOf({ lines }: LetterOrder, parts: readonly { lineId: string; quantity: number }[]): string {
  const titles = new Map(lines.map((line) => [line.id, line.title]));
  return parts.map(({ lineId, quantity }) => `${quantity} × ${titles.get(lineId) ?? "an item"}`).join("\n");
}

function reasonOf(reason: OrderRow["cancelReason"]): string {
  if (reason === "OUT_OF_STOCK") return " The goods were gone when your payment came.";
  return reason === "PAYMENT_REFUSED" ? " Your payment was refused in the end." : "";
}

function inWords(minor: number, currency: string): string {
  return `${toDecimal({ minor, currency })} ${currency}`;
}
