/** The receipt as a page: HTML without a script, on one sheet of paper where it fits, and every text in it escaped. */

import { createHash } from "node:crypto";
import type { AddressSnapshot } from "@hansa/contracts/users";
import { addressLines } from "@hansa/kit/address/address-lines";
import { rateText, sum, toDecimal } from "@hansa/kit/money";
import type { TaxPart } from "../../store/tables.ts";

export type ReceiptPage = {
  shop: { name: string; country: string; supportEmail: string | null };
  number: string;
  /** Null until the order is confirmed. */
  invoiceNumber: string | null;
  isCancelled: boolean;
  /** Its customer was erased: the page says nothing of them. */
  isErased: boolean;
  placedAt: number;
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

const style = `
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #1c2530; background: #f2f4f6; }
body { margin: 2rem auto; max-width: 52rem; padding: 2.5rem; background: #fff; border-radius: 6px; }
header, .parties { display: flex; flex-wrap: wrap; gap: 1rem 3rem; justify-content: space-between; }
h1 { margin: 0; font-size: 1.6rem; } h2 { margin: 0 0 .25rem; font-size: .8rem; color: #56616e; }
.shop { font-weight: 600; } .notice { margin: 1.5rem 0 0; padding: .6rem 1rem; background: #fff3d6; border-radius: 4px; }
dl { display: grid; grid-template-columns: auto auto; gap: 0 1rem; margin: 1.5rem 0; justify-content: start; }
dt { color: #56616e; } dd { margin: 0; } address { font-style: normal; }
table { width: 100%; border-collapse: collapse; margin-top: 2rem; font-variant-numeric: tabular-nums; }
caption { text-align: start; font-weight: 600; padding-bottom: .4rem; }
th, td { padding: .45rem .5rem; border-bottom: 1px solid #d9dfe5; text-align: end; vertical-align: top; white-space: nowrap; }
th:first-child, td:first-child { text-align: start; white-space: normal; overflow-wrap: anywhere; }
thead th { font-size: .8rem; color: #56616e; } small { display: block; color: #56616e; }
tfoot th, tfoot td { border: 0; padding-block: .2rem; font-weight: 400; } tfoot .total > * { font-weight: 700; font-size: 1.1rem; }
footer { margin-top: 2.5rem; color: #56616e; font-size: .85rem; }
@media (max-width: 40rem) { body { margin: 0; padding: 1rem; border-radius: 0; } table { font-size: .85rem; } }
@media print { @page { margin: 18mm; } :root { background: #fff; font-size: 10.5pt; } body { margin: 0; padding: 0; max-width: none; }
  thead { display: table-header-group; } tr, tfoot, .parties { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
`;

/** What a browser may do with the page: show it in its own style, and nothing else. */
export const receiptPolicy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Writes the page. Every amount is a `data` element that carries its minor units. */
export function writeReceipt(page: ReceiptPage): string {
  const { shop, number, invoiceNumber, invoicedAt, placedAt, taxIncluded, currency } = page;
  const title = invoiceNumber === null ? `Order ${number}` : `Invoice ${invoiceNumber}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${text(`${title} · ${shop.name}`)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${text(title)}</h1><div class="shop">${text(shop.name)}<small>${text(shop.country)}</small></div></header>
${notices(page)}
<main>
<dl>
<dt>Order</dt><dd>${text(number)}</dd>
<dt>Placed</dt><dd>${date(placedAt)}</dd>
${invoicedAt === null ? "" : `<dt>Invoiced</dt><dd>${date(invoicedAt)}</dd>`}
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
${refundTable(page)}
</main>
<footer>${text(shop.name)}${shop.supportEmail === null ? "" : ` · <a href="mailto:${text(shop.supportEmail)}">${text(shop.supportEmail)}</a>`} · Dates are in UTC.</footer>
</body>
</html>
`;
}

function notices({ invoiceNumber, isCancelled, isErased }: ReceiptPage): string {
  const said = [
    ...(isCancelled ? ["This order was cancelled."] : []),
    ...(invoiceNumber === null ? ["This is not an invoice until the order is confirmed."] : []),
    ...(isErased ? ["The customer of this order was erased. What the law asks for was kept."] : []),
  ];
  return said.map((sentence) => `<p class="notice" role="note">${text(sentence)}</p>`).join("\n");
}

function parties({ billingAddress, shippingAddress }: ReceiptPage): string {
  const party = (heading: string, address: AddressSnapshot | null) =>
    address === null ? "" : `<section><h2>${heading}</h2><address>${linesOf(address)}</address></section>`;
  return `<div class="parties">${party("Billed to", billingAddress)}${party("Sent to", shippingAddress)}</div>`;
}

function linesOf(address: AddressSnapshot): string {
  const vatId = address.vatId === null ? [] : [`VAT ID ${address.vatId}`];
  return [...addressLines(address), ...vatId].map(text).join("<br>");
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

function taxTable({ taxes, taxMinor, currency, taxIncluded }: ReceiptPage): string {
  if (taxes.length === 0) return "";
  const rows = taxes.map(
    ({ name, rate, baseMinor, amountMinor }) =>
      `<tr class="rate"><td>${text(name)}</td><td>${text(percent(rate))}</td><td>${amount(baseMinor, currency)}</td><td>${amount(amountMinor, currency)}</td></tr>`,
  );
  return `<table class="taxes">
<caption>Taxes, ${taxIncluded ? "in the amounts above" : "on top of goods and shipping"}</caption>
<thead><tr><th scope="col">Tax</th><th scope="col">Rate</th><th scope="col">Of</th><th scope="col">Amount</th></tr></thead>
<tbody>${rows.join("\n")}</tbody>
<tfoot><tr class="all-tax"><th scope="row" colspan="3">Taxes together</th><td>${amount(taxMinor, currency)}</td></tr></tfoot>
</table>`;
}

function refundTable({ refunds, currency }: ReceiptPage): string {
  if (refunds.length === 0) return "";
  const rows = refunds.map(
    ({ at, minor }) => `<tr class="refund"><td>${date(at)}</td><td>${amount(minor, currency)}</td></tr>`,
  );
  const together = amount(sum(refunds.map(({ minor }) => minor)), currency);
  return `<table class="refunds">
<caption>Given back so far</caption>
<thead><tr><th scope="col">Date</th><th scope="col">Amount</th></tr></thead>
<tbody>${rows.join("\n")}</tbody>
<tfoot><tr class="all-refunds"><th scope="row">Together</th><td>${together}</td></tr></tfoot>
</table>`;
}

function amount(minor: number, currency: string): string {
  return `<data value="${minor}">${toDecimal({ minor, currency })}</data>`;
}

function date(at: number): string {
  const iso = new Date(at).toISOString().slice(0, "2026-01-15".length);
  const said = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(at);
  return `<time datetime="${iso}">${said}</time>`;
}

/** 190000 parts in a million are 19%. */
function percent(rate: number): string {
  return `${Number((Number(rateText(rate)) * 100).toFixed(4))}%`;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that means itself wherever it stands in the page. */
function text(raw: string): string {
  return raw.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}
