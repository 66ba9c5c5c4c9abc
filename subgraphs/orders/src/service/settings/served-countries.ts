/** Served countries: those that a shop ships or sells to, less member states whose tax it would charge and has no rate of; and the rates that it lacks. */
import { territoryOf } from "@hansa/commerce/address/territories";
import { type TaxClass, taxClassByName } from "@hansa/commerce/tax-class";
import type { Reader } from "@hansa/kit/store";
import { findShippedCountries, findTaxedClasses, findZoneAndTaxCountries } from "../../store/settings/pricing-rates.ts";
import { findClassesOfShipping } from "../../store/settings/shop-setup.ts";
import type { SettingsRow } from "../../store/tables.ts";
import { sellerTerritoryOf } from "./seller.ts";

type Seller = Pick<SettingsRow, "country" | "legalAddress" | "distanceSales" | "reverseCharge">;
/** The goods at the time `now`; `taxClasses`: those of a cart, absent for any goods. */
type Sold = { isSent: boolean; taxClasses?: readonly string[]; now: number };

/** The countries that the shop ships to at `now`, in alphabetical order. Companies with a VAT id need no rate of theirs. */
export async function findShipsTo(db: Reader, seller: Seller, now: number): Promise<string[]> {
  const shipped = await findShippedCountries(db);
  return seller.reverseCharge ? shipped : withoutUntaxed(db, seller, { isSent: true, now }, shipped);
}

/** The member state of which the shop needs a rate to ship to this country; null if it needs none. */
export function stateOfNeededRate(seller: Seller, country: string): string | null {
  return seller.reverseCharge ? null : foreignStateOf(seller, country, true);
}

/** The countries in which a consumer can be sold these goods, in alphabetical order. */
export async function findServedCountries(db: Reader, seller: Seller, sold: Sold): Promise<string[]> {
  return withoutUntaxed(db, seller, sold, await findOfferedCountries(db, seller, sold.isSent));
}

/**
 * The countries that goods are offered to, in alphabetical order. Shipped goods need a shipping method; other goods are sold in the shop's
 * own country, in its shipping zones and where it has tax rates.
 */
export async function findOfferedCountries(
  db: Reader,
  { country }: Pick<Seller, "country">,
  isSent: boolean,
): Promise<string[]> {
  if (isSent) return findShippedCountries(db);
  return [...new Set([country, ...(await findZoneAndTaxCountries(db))])].sort();
}

/** Without the member states at whose rates these goods are sold, and of which there is none. */
async function withoutUntaxed(
  db: Reader,
  seller: Seller,
  { isSent, taxClasses, now }: Sold,
  countries: readonly string[],
): Promise<string[]> {
  const stateOf = (country: string) => foreignStateOf(seller, country, isSent);
  if (countries.every((country) => stateOf(country) === null)) return [...countries];
  const classesIn = await findClassesByCountry(db, now);
  return countries.filter((country) => {
    const state = stateOf(country);
    const known = state === null ? undefined : (classesIn.get(state) ?? new Set<string>());
    if (!known) return true;
    return taxClasses === undefined ? known.size > 0 : taxClasses.every((taxClass) => isCovered(known, taxClass));
  });
}

/** The member state whose tax the shop charges for sales to consumers in this country; null where it does not. */
function foreignStateOf(seller: Seller, country: string, isSent: boolean): string | null {
  if (seller.distanceSales === "HOME") return null;
  const kind = isSent ? "goods" : "services";
  const [home, there] = [sellerTerritoryOf(seller), territoryOf({ country })];
  return home.inUnion[kind] && there.inUnion[kind] && home.country !== there.country ? there.country : null;
}

/** Whether a class has a rate: its own, or that of the standard class. `zero` needs none. */
function isCovered(known: ReadonlySet<string>, taxClass: string): boolean {
  return taxClass === taxClassByName.ZERO || known.has(taxClass) || known.has(taxClassByName.STANDARD);
}

async function findClassesByCountry(db: Reader, now: number): Promise<Map<string, Set<string>>> {
  const classes = new Map<string, Set<string>>();
  for (const { country, taxClass } of await findTaxedClasses(db, now))
    classes.set(country, (classes.get(country) ?? new Set<string>()).add(taxClass));
  return classes;
}

/** A class of goods in use that has no rate of its own in a country. */
export type MissingRate = { country: string; taxClass: TaxClass };

/**
 * The rates that the shop lacks at `now` where it charges tax: at home, in other member states at whose rates it sells, and in further countries
 * of which it has any rate. `onSale`: the classes of the goods on sale.
 */
export async function findMissingRates(
  db: Reader,
  seller: Seller,
  onSale: readonly TaxClass[],
  now: number,
): Promise<MissingRate[]> {
  const used = new Set<string>([...onSale, ...(await findClassesOfShipping(db))]);
  const classes = Object.values(taxClassByName).filter((each) => used.has(each) && each !== taxClassByName.ZERO);
  const classesIn = await findClassesByCountry(db, now);
  const home = sellerTerritoryOf(seller);
  const taxing = (await findOfferedCountries(db, seller, false)).flatMap((country) => {
    const { country: place, inUnion } = territoryOf({ country });
    const isDistant = home.inUnion.goods && inUnion.goods && place !== home.country;
    const isTaxed = isDistant ? foreignStateOf(seller, country, true) !== null : classesIn.has(place);
    return isTaxed || place === home.country ? [place] : [];
  });
  return [...new Set(taxing)].sort().flatMap((country) => {
    const missing = classes.filter((taxClass) => !classesIn.get(country)?.has(taxClass));
    return missing.map((taxClass) => ({ country, taxClass }));
  });
}
