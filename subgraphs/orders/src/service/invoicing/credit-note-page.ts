/** Credit note page: its number, the invoice it refers to, seller, buyer, and the credited amounts with the tax by rate. */

import { nearest } from "@hansa/commerce/money";
import { type CreditNoteData, documentStyle, type OrderTemplates } from "../../providers/template-data.ts";
import type { OrderLineRow, OrderRow, TaxDocumentRow } from "../../store/tables.ts";
import {
  hasReverseCharge,
  printAddress,
  printAmount,
  printDay,
  printSeller,
  printTaxes,
  printTaxNotes,
} from "./document-parts.ts";

export type CreditNotePage = {
  document: Pick<
    TaxDocumentRow,
    | "number"
    | "seller"
    | "currency"
    | "issuedAt"
    | "cause"
    | "reverses"
    | "items"
    | "taxes"
    | "taxMinor"
    | "roundingMinor"
    | "totalMinor"
  >;
  /** When the invoice was issued. */
  invoicedAt: number | null;
  order: Pick<OrderRow, "number" | "invoiceNumber" | "billingAddress" | "shippingAddress">;
  lines: readonly Pick<OrderLineRow, "id" | "title" | "sku">[];
  timeZone: string;
};

/** Renders the page with the style of invoices. */
export function renderCreditNote(templates: OrderTemplates, page: CreditNotePage): string {
  return templates.renderDocument("credit-note", creditNoteData(page, documentStyle(templates)));
}

function creditNoteData(page: CreditNotePage, style: string): CreditNoteData {
  const { document, invoicedAt, order, lines, timeZone } = page;
  const { number, seller, currency, issuedAt, cause, reverses, taxes, taxMinor, roundingMinor, totalMinor } = document;
  const byId = new Map(lines.map(({ id, title, sku }) => [id, { title, sku }]));
  return {
    style,
    seller: printSeller(seller),
    timeZone,
    number,
    cause,
    // The invoice of a correction stands in its own place.
    reverses: cause === "CORRECTION" ? null : reverses,
    currency,
    invoiceNumber: order.invoiceNumber,
    invoicedAt: invoicedAt === null ? null : printDay(invoicedAt, timeZone),
    orderNumber: order.number,
    issuedAt: printDay(issuedAt, timeZone),
    isReverseCharge: hasReverseCharge(taxes),
    taxNotes: printTaxNotes(taxes, seller),
    billingAddress: printAddress(order.billingAddress),
    shippingAddress: printAddress(order.shippingAddress),
    items: document.items.map(({ lineId, quantity = 1, totalMinor: minor }) => ({
      line: lineId === null ? null : (byId.get(lineId) ?? null),
      quantity,
      unitPrice: printAmount(nearest(BigInt(minor), BigInt(quantity)), currency),
      total: printAmount(minor, currency),
    })),
    tax: printAmount(taxMinor, currency),
    taxes: printTaxes(taxes, currency),
    rounding: roundingMinor === 0 ? null : printAmount(roundingMinor, currency),
    total: printAmount(totalMinor, currency),
  };
}
