/** Parts of invoices and credit notes as pages: style, seller, buyer, taxes, amounts and dates; every text in them is escaped. */
import { createHash } from "node:crypto";
import type { AddressSnapshot } from "@hansa/contracts/users";
import { addressLines } from "@hansa/kit/address/address-lines";
import { rateText, toDecimal } from "@hansa/kit/money";
import type { Seller, TaxPart } from "../../store/tables.ts";
import { dateOf, localDay } from "../books/days.ts";

/** The style of invoices and credit notes. */
export const style = `
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

/** The note that Directive 2006/112/EC, Article 226 (11a), asks for. */
export const reverseChargeNote = "Reverse charge: the tax is due from the recipient.";

/** The seller at the head of a page: legal name, address and VAT id, as far as they are given. */
export function sellerBlock({ name, legalName, address, country, vatId }: Seller): string {
  const lines = [
    ...(legalName === null || legalName === name ? [] : [legalName]),
    ...(address === null ? [country] : addressLines(address)),
    ...(vatId === null ? [] : [`VAT ID ${vatId}`]),
  ];
  return `<div class="shop">${text(name)}${lines.map((line) => `<small>${text(line)}</small>`).join("")}</div>`;
}

/** The foot of a page. */
export function footer({
  seller: { name, supportEmail },
  timeZone,
}: {
  seller: Pick<Seller, "name" | "supportEmail">;
  timeZone: string;
}): string {
  const mail = supportEmail === null ? "" : ` · <a href="mailto:${text(supportEmail)}">${text(supportEmail)}</a>`;
  return `<footer>${text(name)}${mail} · Dates are in ${text(timeZone)}.</footer>`;
}

/** Who is billed, and where the goods go. */
export function parties({
  billingAddress,
  shippingAddress,
}: {
  billingAddress: AddressSnapshot | null;
  shippingAddress: AddressSnapshot | null;
}): string {
  const party = (heading: string, address: AddressSnapshot | null) =>
    address === null ? "" : `<section><h2>${heading}</h2><address>${linesOf(address)}</address></section>`;
  return `<div class="parties">${party("Billed to", billingAddress)}${party("Sent to", shippingAddress)}</div>`;
}

function linesOf(address: AddressSnapshot): string {
  const vatId = address.vatId === null ? [] : [`VAT ID ${address.vatId}`];
  return [...addressLines(address), ...vatId].map(text).join("<br>");
}

/** The taxes by rate. */
export function taxTable({
  taxes,
  taxMinor,
  currency,
  taxIncluded,
}: {
  taxes: readonly TaxPart[];
  taxMinor: number;
  currency: string;
  taxIncluded: boolean;
}): string {
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

/** An amount that carries its minor units. */
export function amount(minor: number, currency: string): string {
  return `<data value="${minor}">${toDecimal({ minor, currency })}</data>`;
}

/** The day of a moment in the time zone of the books. */
export function date(at: number, timeZone: string): string {
  const iso = dateOf(localDay(at, timeZone));
  const said = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone }).format(at);
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
export function text(raw: string): string {
  return raw.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}
