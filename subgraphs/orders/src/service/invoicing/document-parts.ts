/** Template data shared by invoices and credit notes: seller, buyer, taxes, amounts and dates. */

import { addressLines } from "@hansa/commerce/address/address-lines";
import { territoryOf } from "@hansa/commerce/address/territories";
import { rateText, toDecimal } from "@hansa/commerce/money";
import type { TaxCategory } from "@hansa/commerce/tax-class";
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { Amount, Day, PrintedAddress, PrintedSeller, PrintedTax } from "../../providers/template-data.ts";
import type { Seller, TaxPart } from "../../store/tables.ts";
import { dateOf, localDay } from "./calendar.ts";

/** The seller as documents print it; the legal name only if it differs from the name. */
export function printSeller({ name, legalName, address, country, vatId, supportEmail }: Seller): PrintedSeller {
  return {
    name,
    legalName: legalName === name ? null : legalName,
    addressLines: address === null ? [country] : addressLines(address),
    vatId,
    supportEmail,
  };
}

/** An address as documents print it. */
export function printAddress(address: AddressSnapshot | null): PrintedAddress | null {
  return address && { lines: addressLines(address), country: address.country, vatId: address.vatId };
}

/** The taxes of a document, with their rates and bases. */
export function printTaxes(taxes: readonly TaxPart[], currency: string): PrintedTax[] {
  return taxes.map(({ name, rate, country, region, baseMinor, amountMinor }) => ({
    name,
    rate: formatPercent(rate),
    place: region ?? country,
    base: printAmount(baseMinor, currency),
    amount: printAmount(amountMinor, currency),
  }));
}

/** The notes that Directive 2006/112/EC, Article 226 (11) and (11a), requires on documents without tax. */
export function printTaxNotes(
  taxes: readonly TaxPart[],
  { country, address }: Pick<Seller, "country" | "address">,
): string[] {
  const categories = new Set(taxes.map(({ category }) => category));
  const isOfUnion = territoryOf(address?.country === country ? address : { country }).inUnion.goods;
  return laws.flatMap(({ category, note, article }) => {
    if (!categories.has(category)) return [];
    return [isOfUnion ? `${note} (Article ${article} of Directive 2006/112/EC).` : `${note}.`];
  });
}

const laws = [
  { category: "INTRA_COMMUNITY", note: "Intra-Community supply: exempt from tax", article: 138 },
  { category: "REVERSE_CHARGE", note: "Reverse charge: the tax is due from the recipient", article: 196 },
  { category: "EXPORT", note: "Export: exempt from tax", article: 146 },
] as const satisfies { category: TaxCategory; note: string; article: number }[];

/** Whether the recipient owes the tax of some of the amounts. */
export function hasReverseCharge(taxes: readonly TaxPart[]): boolean {
  return taxes.some(({ category }) => category === "REVERSE_CHARGE");
}

/** An amount with its decimal notation. */
export function printAmount(minor: number, currency: string): Amount {
  return { minor, decimal: toDecimal({ minor, currency }) };
}

/** The day of a point in time in the time zone of accounting. */
export function printDay(at: number, timeZone: string): Day {
  return { iso: dateOf(localDay(at, timeZone)), text: formatOf(timeZone).format(at) };
}

/** The local time, such as `14:05`. */
export function printTime(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone }).format(at);
}

/** Cached per time zone: creating a format takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone });
  formats.set(timeZone, format);
  return format;
}

/** 190000 parts in a million are 19%. */
function formatPercent(rate: number): string {
  return `${Number((Number(rateText(rate)) * 100).toFixed(4))}%`;
}
