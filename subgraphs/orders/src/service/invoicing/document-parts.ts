/** Template data shared by invoices and credit notes: seller, buyer, taxes, amounts and dates. */

import { addressLines } from "@hansa/commerce/address/address-lines";
import { rateText, toDecimal } from "@hansa/commerce/money";
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { Amount, Day, PrintedAddress, PrintedSeller, PrintedTax } from "../../providers/template-data.ts";
import type { Seller, TaxPart } from "../../store/tables.ts";
import { reverseCharge } from "../pricing/totals.ts";
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

/** Directive 2006/112/EC, Article 226 (11a), requires a note on documents with such a tax. */
export function hasReverseCharge(taxes: readonly TaxPart[]): boolean {
  return taxes.some(({ name }) => name === reverseCharge);
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
