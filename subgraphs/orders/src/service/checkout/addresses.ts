/** Addresses of a checkout: how a typed one is kept, where the shop sells to, and which need a region for their taxes. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import { readAddress } from "@hansa/kit/address/postal-address";
import { regionChain, regionCode } from "@hansa/kit/address/regions";
import { type InputProblem, problem } from "@hansa/kit/refusals";
import type { Reader } from "@hansa/kit/store";
import { z } from "zod";
import type { AddressInput } from "../../generated/resolvers.ts";
import { findShippedCountries, findZoneAndTaxCountries } from "../../store/rates.ts";
import { findSettings } from "../../store/settings.ts";
import { findAllTaxRates } from "../../store/tax-rates.ts";

const email = z.email();

/** Whether mail can be sent to it, as far as its form tells. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && email.safeParse(text.trim()).success;
}

/** Everything that is wrong with a typed address; `field` is the input it stands in. */
export function checkAddress(field: string, address: AddressInput): InputProblem[] {
  return readAddress(address).problems.map((found) => problem(`${field}.${found.field}`, found.code, found.message));
}

/** Everything that is wrong with an address from an address book, which can be older than a rule. */
export function checkSavedAddress(field: string, address: AddressSnapshot): InputProblem[] {
  return readAddress(address).problems.map((found) => problem(field, found.code, `${found.field}: ${found.message}`));
}

/** The address as a checkout and its order keep it. */
export function snapshotOf(address: AddressInput): AddressSnapshot {
  return readAddress(address).value;
}

/**
 * The countries that a cart can be sold to, in alphabetical order. Goods that are sent need a way of sending; the others are sold where the
 * shop is, in its shipping zones, and where it has tax rates.
 */
export async function findServedCountries(db: Reader, isSent: boolean): Promise<string[]> {
  if (isSent) return findShippedCountries(db);
  const { country } = await findSettings(db);
  return [...new Set([country, ...(await findZoneAndTaxCountries(db))])].sort();
}

/** Whether the address names its region finely enough for the tax rates of its country, including those that start later. */
export async function checkTaxRegion(
  db: Reader,
  field: string,
  { country, region }: AddressSnapshot,
): Promise<InputProblem[]> {
  const rates = await findAllTaxRates(db, country);
  const taxed = rates.flatMap((rate) => regionCode(country, rate.region) ?? []);
  if (taxed.length === 0) return [];
  if (region === null) return [problem(field, "EMPTY", "The taxes of this country depend on the region.")];
  const isPart = (code: string) => code !== region && regionChain(country, code).includes(region);
  const part = taxed.find(isPart);
  if (part === undefined) return [];
  return [problem(field, "TOO_COARSE", `The taxes differ within this region. Give the part of it, such as ${part}.`)];
}
