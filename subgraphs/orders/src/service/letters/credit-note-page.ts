/** The credit note as a page: its number, the invoice it refers to, seller, buyer, and what it credits with the tax by rate. */
import type { OrderLineRow, OrderRow, TaxDocumentRow } from "../../store/tables.ts";
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

export type CreditNotePage = {
  document: TaxDocumentRow;
  order: Pick<OrderRow, "number" | "invoiceNumber" | "billingAddress" | "shippingAddress">;
  lines: readonly Pick<OrderLineRow, "id" | "title" | "sku">[];
  timeZone: string;
};

const reasons = {
  SALE: "",
  REFUND: "Refund",
  CANCELLATION: "Cancellation of what was not charged",
  REVERSAL: "Reversal of a credit note: the bank returned its refund",
} as const satisfies Record<TaxDocumentRow["cause"], string>;

/** Writes the page, in the style and under the policy of invoices. */
export function writeCreditNote({ document, order, lines, timeZone }: CreditNotePage): string {
  const { number, seller, currency, issuedAt, cause, reverses, taxes, taxMinor, totalMinor } = document;
  const titles = new Map(lines.map((line) => [line.id, line]));
  const rows = document.items.map(({ lineId, totalMinor: minor }) => {
    const line = lineId === null ? undefined : titles.get(lineId);
    const name = line ? `${text(line.title)}<small>${text(line.sku)}</small>` : "Shipping";
    return `<tr class="line"><td>${name}</td><td>${amount(minor, currency)}</td></tr>`;
  });
  const isReversed = taxes.some(({ name }) => name === reverseCharge);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${text(`Credit note ${number} · ${seller.name}`)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${text(`Credit note ${number}`)}</h1>${sellerBlock(seller)}</header>
${isReversed ? `<p class="notice" role="note">${reverseChargeNote}</p>` : ""}
<main>
<dl>
<dt>To invoice</dt><dd>${text(order.invoiceNumber ?? "")}</dd>
<dt>Order</dt><dd>${text(order.number)}</dd>
<dt>Issued</dt><dd>${date(issuedAt, timeZone)}</dd>
<dt>Reason</dt><dd>${text(reasons[cause])}</dd>
${reverses === null ? "" : `<dt>Reverses</dt><dd>${text(reverses)}</dd>`}
</dl>
${parties(order)}
<table>
<caption>What is credited, in ${text(currency)}, tax included</caption>
<thead><tr><th scope="col">Item</th><th scope="col">Amount</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
<tfoot><tr class="total"><th scope="row">Total</th><td>${amount(totalMinor, currency)} ${text(currency)}</td></tr></tfoot>
</table>
${taxTable({ taxes, taxMinor, currency, taxIncluded: true })}
</main>
${footer({ seller, timeZone })}
</body>
</html>
`;
}
