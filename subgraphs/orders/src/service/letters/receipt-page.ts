/** The receipt as a page: HTML without a script, on one sheet of paper where it fits, and every text in it escaped. */

import type { AddressSnapshot } from "@hansa/contracts/users";
import { sum } from "@hansa/kit/money";
import type { Seller, TaxPart } from "../../store/tables.ts";
import { reverseCharge } from "../settings/taxes.ts";
import {
  amount,
  date,
  footer,
  parties,
  reverseChargeNote,
  sellerBlock,
  style,
  taxTable,
  text,
} from "./document-parts.ts";

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

/** Writes the page. Every amount is a `data` element that carries its minor units. */
export function writeReceipt(page: ReceiptPage): string {
  const { seller, number, invoiceNumber, taxIncluded, currency } = page;
  const title = invoiceNumber === null ? `Order ${number}` : `Invoice ${invoiceNumber}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${text(`${title} · ${seller.name}`)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${text(title)}</h1>${sellerBlock(seller)}</header>
${notices(page)}
<main>
<dl>
<dt>Order</dt><dd>${text(number)}</dd>
${dates(page)}
${page.shippingLabel === null ? "" : `<dt>Sent by</dt><dd>${text(page.shippingLabel)}</dd>`}
</dl>
${parties(page)}
<table>
<caption>What was bought, in ${text(currency)}</caption>
<thead><tr><th scope="col">Item</th><th scope="col">Price</th><th scope="col">Quantity</th><th scope="col">Discount</th><th scope="col">Tax${taxIncluded ? " in it" : ""}</th><th scope="col">Amount</th></tr></thead>
<tbody>
${page.lines.map((line) => lineRow(line, currency)).join("\n")}
</tbody>
<tfoot>
${sumRow("Goods", "goods", page.goodsMinor, currency)}
${sumRow("Shipping", "shipping", page.shippingMinor, currency)}
${taxIncluded ? "" : sumRow("Tax", "tax", page.taxMinor, currency)}
${sumRow("Total", "total", page.totalMinor, currency)}
${cancelledRows(page)}
</tfoot>
</table>
${taxTable(page)}
${creditNoteTable(page)}
${refundTable(page)}
</main>
${footer(page)}
</body>
</html>
`;
}

function dates({ placedAt, invoicedAt, deliveredAt, timeZone }: ReceiptPage): string {
  const known = [["Placed", placedAt] as const, ["Invoiced", invoicedAt] as const, ["Delivered", deliveredAt] as const];
  return known
    .flatMap(([name, at]) => (at === null ? [] : `<dt>${name}</dt><dd>${date(at, timeZone)}</dd>`))
    .join("\n");
}

function notices({ invoiceNumber, isCancelled, isErased, taxes }: ReceiptPage): string {
  const said = [
    ...(isCancelled ? ["This order was cancelled."] : []),
    ...(invoiceNumber === null ? ["This is not an invoice until the order is confirmed."] : []),
    ...(taxes.some(({ name }) => name === reverseCharge) ? [reverseChargeNote] : []),
    ...(isErased ? ["The customer of this order was erased. What the law asks for was kept."] : []),
  ];
  return said.map((sentence) => `<p class="notice" role="note">${text(sentence)}</p>`).join("\n");
}

function lineRow(line: ReceiptLine, currency: string): string {
  const { title, sku, quantity } = line;
  const [price, discount, tax, total] = [line.unitPriceMinor, line.discountMinor, line.taxMinor, line.totalMinor].map(
    (minor) => `<td>${amount(minor, currency)}</td>`,
  );
  return `<tr class="line"><td>${text(title)}<small>${text(sku)}</small></td>${price}<td>${quantity}</td>${discount}${tax}${total}</tr>`;
}

function sumRow(heading: string, name: string, minor: number, currency: string): string {
  return `<tr class="${name}"><th scope="row" colspan="5">${heading}</th><td>${amount(minor, currency)} ${name === "total" ? text(currency) : ""}</td></tr>`;
}

/** Where money is taken when goods leave, what is cancelled before is never charged, and so never given back. */
function cancelledRows({ neverTakenMinor, totalMinor, currency }: ReceiptPage): string {
  if (neverTakenMinor === 0) return "";
  const rest = sumRow("Left to be charged in all", "left", totalMinor - neverTakenMinor, currency);
  return `${sumRow("Cancelled and never charged", "cancelled", -neverTakenMinor, currency)}\n${rest}`;
}

function creditNoteTable({ creditNotes, currency, timeZone }: ReceiptPage): string {
  if (creditNotes.length === 0) return "";
  const rows = creditNotes.map(
    ({ number, at, minor, taxMinor, url }) =>
      `<tr class="credit-note"><td><a href="${text(url)}">${text(number)}</a></td><td>${date(at, timeZone)}</td><td>${amount(taxMinor, currency)}</td><td>${amount(minor, currency)}</td></tr>`,
  );
  return `<table class="credit-notes">
<caption>Credit notes</caption>
<thead><tr><th scope="col">Number</th><th scope="col">Date</th><th scope="col">Tax in it</th><th scope="col">Amount</th></tr></thead>
<tbody>${rows.join("\n")}</tbody>
</table>`;
}

function refundTable({ refunds, currency, timeZone }: ReceiptPage): string {
  if (refunds.length === 0) return "";
  const rows = refunds.map(
    ({ at, minor }) => `<tr class="refund"><td>${date(at, timeZone)}</td><td>${amount(minor, currency)}</td></tr>`,
  );
  const together = amount(sum(refunds.map(({ minor }) => minor)), currency);
  return `<table class="refunds">
<caption>Given back so far</caption>
<thead><tr><th scope="col">Date</th><th scope="col">Amount</th></tr></thead>
<tbody>${rows.join("\n")}</tbody>
<tfoot><tr class="all-refunds"><th scope="row">Together</th><td>${together}</td></tr></tfoot>
</table>`;
}
