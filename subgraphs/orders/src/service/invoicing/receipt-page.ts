/** Receipt page: its data, rendered by the template `invoice`. */

import { sum } from "@hansa/commerce/money";
import type { AddressSnapshot } from "@hansa/contracts/users";
import { documentStyle, type InvoiceData, type OrderTemplates } from "../../providers/template-data.ts";
import type { Seller, TaxPart } from "../../store/tables.ts";
import {
  hasReverseCharge,
  printAddress,
  printAmount,
  printDay,
  printSeller,
  printTaxes,
  printTaxNotes,
} from "./document-parts.ts";

export type ReceiptPage = {
  /** The seller on the invoice; before the invoice exists, the seller in the current settings. */
  seller: Seller;
  /** The time zone of accounting, which the dates on the page use. */
  timeZone: string;
  number: string;
  /** Null until the order is confirmed. */
  invoiceNumber: string | null;
  isCancelled: boolean;
  /** Whether the customer was erased: the page then contains no personal data. */
  isErased: boolean;
  placedAt: number;
  /** When the last goods were delivered or shipped. Null until then. */
  deliveredAt: number | null;
  /** Null until the order is confirmed. */
  invoicedAt: number | null;
  currency: string;
  shippingAddress: AddressSnapshot | null;
  billingAddress: AddressSnapshot | null;
  shippingLabel: string | null;
  lines: readonly ReceiptLine[];
  goodsMinor: number;
  shippingMinor: number;
  taxIncluded: boolean;
  taxes: readonly TaxPart[];
  taxMinor: number;
  roundingMinor: number;
  totalMinor: number;
  /** The amount that was cancelled before it was captured, and never will be captured. */
  unchargedMinor: number;
  /** The refunds so far, with their times. */
  refunds: readonly { at: number; minor: number }[];
  /** The invoice that this one replaces, and its credit note; null for the first one. */
  replaces: { number: string; creditNote: string; url: string } | null;
  /** The credit notes to the invoice, the oldest first. */
  creditNotes: readonly { number: string; at: number; minor: number; taxMinor: number; url: string }[];
};

type ReceiptLine = {
  title: string;
  sku: string;
  unitPriceMinor: number;
  quantity: number;
  discountMinor: number;
  taxMinor: number;
  /** Price × quantity − discount. */
  totalMinor: number;
};

/** Renders the page. */
export function renderReceipt(templates: OrderTemplates, page: ReceiptPage): string {
  return templates.renderDocument("invoice", invoiceData(page, documentStyle(templates)));
}

function invoiceData(page: ReceiptPage, style: string): InvoiceData {
  const { timeZone, currency, unchargedMinor, totalMinor } = page;
  const amount = (minor: number) => printAmount(minor, currency);
  const day = (at: number) => printDay(at, timeZone);
  const { number, invoiceNumber, isCancelled, isErased, shippingLabel, taxIncluded } = page;
  return {
    style,
    seller: printSeller(page.seller),
    timeZone,
    number,
    invoiceNumber,
    replaces: page.replaces,
    isCancelled,
    isErased,
    shippingLabel,
    currency,
    taxIncluded,
    isReverseCharge: hasReverseCharge(page.taxes),
    taxNotes: printTaxNotes(page.taxes, page.seller),
    placedAt: day(page.placedAt),
    invoicedAt: page.invoicedAt === null ? null : day(page.invoicedAt),
    deliveredAt: page.deliveredAt === null ? null : day(page.deliveredAt),
    billingAddress: printAddress(page.billingAddress),
    shippingAddress: printAddress(page.shippingAddress),
    lines: page.lines.map(({ title, sku, quantity, ...line }) => ({
      title,
      sku,
      unitPrice: amount(line.unitPriceMinor),
      quantity,
      discount: amount(line.discountMinor),
      tax: amount(line.taxMinor),
      total: amount(line.totalMinor),
    })),
    goods: amount(page.goodsMinor),
    shipping: amount(page.shippingMinor),
    tax: amount(page.taxMinor),
    taxes: printTaxes(page.taxes, currency),
    rounding: page.roundingMinor === 0 ? null : amount(page.roundingMinor),
    total: amount(totalMinor),
    cancelled:
      unchargedMinor === 0 ? null : { amount: amount(-unchargedMinor), left: amount(totalMinor - unchargedMinor) },
    creditNotes: page.creditNotes.map(({ number, url, at, minor, taxMinor }) => ({
      number,
      url,
      issuedAt: day(at),
      tax: amount(taxMinor),
      total: amount(minor),
    })),
    refunds: page.refunds.map(({ at, minor }) => ({ at: day(at), amount: amount(minor) })),
    refunded: amount(sum(page.refunds.map(({ minor }) => minor))),
  };
}
