/** The receipt as a page: its data, rendered by the template `invoice`. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import { sum } from "@hansa/kit/money";
import { documentStyle, type InvoiceData, type OrderTemplates } from "../../providers/template-data.ts";
import type { Seller, TaxPart } from "../../store/tables.ts";
import { hasReverseCharge, printAddress, printAmount, printDay, printSeller, printTaxes } from "./document-parts.ts";

export type ReceiptPage = {
  /** As on the invoice; before there is one, as the shop says now. */
  seller: Seller;
  /** Of the books: dates on the page are of it. */
  timeZone: string;
  number: string;
  /** Null until the order is confirmed. */
  invoiceNumber: string | null;
  isCancelled: boolean;
  /** Its customer was erased: the page says nothing of them. */
  isErased: boolean;
  placedAt: number;
  /** When the last of the goods arrived or left. Null until then. */
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
  totalMinor: number;
  /** What of it was cancelled before it was charged, and never will be. */
  neverTakenMinor: number;
  /** What was given back so far, and when. */
  refunds: readonly { at: number; minor: number }[];
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
export function writeReceipt(templates: OrderTemplates, page: ReceiptPage): string {
  return templates.renderDocument("invoice", invoiceData(page, documentStyle(templates)));
}

function invoiceData(page: ReceiptPage, style: string): InvoiceData {
  const { timeZone, currency, neverTakenMinor, totalMinor } = page;
  const amount = (minor: number) => printAmount(minor, currency);
  const day = (at: number) => printDay(at, timeZone);
  const { number, invoiceNumber, isCancelled, isErased, shippingLabel, taxIncluded } = page;
  return {
    style,
    seller: printSeller(page.seller),
    ...{ timeZone, number, invoiceNumber, isCancelled, isErased, shippingLabel, currency, taxIncluded },
    isReverseCharge: hasReverseCharge(page.taxes),
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
    total: amount(totalMinor),
    cancelled:
      neverTakenMinor === 0 ? null : { amount: amount(-neverTakenMinor), left: amount(totalMinor - neverTakenMinor) },
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
