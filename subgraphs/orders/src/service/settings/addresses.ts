/** Addresses of a checkout: normalises and validates them, and checks the served countries and the tax region. */

import { readAddress, readRegion } from "@hansa/commerce/address/postal-address";
import { regionChain, regionCode } from "@hansa/commerce/address/regions";
import { isKnownByPostalCode, territoryOf } from "@hansa/commerce/address/territories";
import { findEmailFault, readEmail } from "@hansa/commerce/email-addresses";
import type { AddressSnapshot } from "@hansa/contracts/users";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { AddressInput } from "../../generated/resolvers.ts";
import { findAllTaxRates } from "../../store/settings/tax-rates.ts";

/** The problem of an entered e-mail address; `field` is the name of its input field. */
export function checkEmail(field: string, text: string): InputProblem[] {
  const fault = findEmailFault(readEmail(text));
  return fault ? [problem(field, fault.code, fault.message)] : [];
}

/** All problems of an entered address; `field` is the name of its input field. */
export function checkAddress(field: string, address: AddressInput): InputProblem[] {
  return readAddress(address).problems.map((found) => problem(`${field}.${found.field}`, found.code, found.message));
}

/** All problems of an address from an address book, which can be older than a validation rule. */
export function checkSavedAddress(field: string, address: AddressSnapshot): InputProblem[] {
  return readAddress(address).problems.map((found) => problem(field, found.code, `${found.field}: ${found.message}`));
}

/** The normalised address that a checkout and its order store. */
export function snapshotOf(address: AddressInput): AddressSnapshot {
  return readAddress(address).value;
}

/** Checks that the region of the address is precise enough for the tax rates of its country, future rates included. */
export async function checkTaxRegion(db: Reader, field: string, address: AddressSnapshot): Promise<InputProblem[]> {
  const { country, region, regionText = null } = address;
  if (territoryOf(address).name !== null) return [];
  const taxed = await findTaxedRegions(db, country);
  if (taxed.length === 0) return [];
  if (region === null && regionText !== null)
    return readRegion(country, regionText).problems.map(({ code, message }) => problem(field, code, message));
  if (region === null) return [problem(field, "EMPTY", "The taxes of this country depend on the region.")];
  const isPart = (code: string) => code !== region && regionChain(country, code).includes(region);
  const part = taxed.find(isPart);
  if (part === undefined) return [];
  return [problem(field, "TOO_COARSE", `The taxes differ within this region. Give the part of it, such as ${part}.`)];
}

/** Whether a tax rate of the shop, future ones included, is for a region of the country: its addresses then need a region. */
export async function isTaxedByRegion(db: Reader, country: string): Promise<boolean> {
  return (await findTaxedRegions(db, country)).length > 0;
}

async function findTaxedRegions(db: Reader, country: string): Promise<string[]> {
  const rates = await findAllTaxRates(db, country);
  const regions = rates.flatMap((rate) => regionCode(country, rate.region) ?? []);
  return regions.filter((region) => !isKnownByPostalCode(country, region));
}
