/** The place for which the taxes of an order were computed: an address within it changes none of them. */
import { regionChain, regionCode } from "@hansa/commerce/address/regions";
import { territoryOf } from "@hansa/commerce/address/territories";
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { Reader } from "@hansa/kit/store";
import { findAllTaxRates } from "../../store/settings/tax-rates.ts";

/** Whether goods are taxed alike at both addresses: in one territory, and under the rates of the same regions, future ones included. */
export async function isSameTaxPlace(db: Reader, one: AddressSnapshot, other: AddressSnapshot): Promise<boolean> {
  const [here, there] = [territoryOf(one), territoryOf(other)];
  const isOneTerritory = one.country === other.country && here.country === there.country && here.name === there.name;
  if (!isOneTerritory) return false;
  const { country } = here;
  const rates = await findAllTaxRates(db, country);
  const taxed = new Set(rates.flatMap(({ region }) => (region === null ? [] : [codeOf(country, region)])));
  const regionsOf = ({ region }: { region: string | null }) =>
    region === null ? [] : regionChain(country, codeOf(country, region)).filter((code) => taxed.has(code));
  return regionsOf(here).join() === regionsOf(there).join();
}

/** Addresses and rates from before the codes can still have names. */
function codeOf(country: string, region: string): string {
  return regionCode(country, region) ?? region.trim().toUpperCase();
}
