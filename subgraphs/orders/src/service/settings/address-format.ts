/** Address formats: the form of an address as checkouts of this shop validate it, with labels in a language. */
import { formatOf } from "@hansa/commerce/address/address-format";
import { labelOf } from "@hansa/commerce/address/address-labels";
import { isEuCountry } from "@hansa/commerce/address/vat-ids";
import { readLanguage } from "@hansa/commerce/languages";
import type { Context } from "../../context.ts";
import type { AddressFormat } from "../../generated/resolvers.ts";
import { isTaxedByRegion } from "./addresses.ts";

/** Countries whose companies can have a VAT id of the European Union without being in it: Northern Ireland, and Monaco. */
const furtherCountries = ["GB", "MC"];

/** The fields, labels and regions of an address in the country. */
export async function describeAddressFormat(
  { store, loaders }: Context,
  { country, language: tag }: { country: string; language: string },
): Promise<AddressFormat> {
  const language = readLanguage(tag);
  const usual = formatOf(country, false);
  const hasRegion = usual.fields.some(({ name, required }) => name === "region" && required);
  // Most rates of regions are of countries whose addresses have a region anyway: theirs are not read.
  const isTaxed = !hasRegion && (await store.read((db) => isTaxedByRegion(db, country)));
  const { fields, regions } = isTaxed ? formatOf(country, true) : usual;
  const mayHaveVatId = isEuCountry(country) || furtherCountries.includes(country);
  const hasVatId = mayHaveVatId && (await loaders.settings()).reverseCharge;
  const shown = fields.filter(({ name }) => hasVatId || name !== "vatId");
  return {
    country,
    language,
    fields: shown.map((field) => ({ ...field, label: labelOf(country, field.name, language) })),
    regions: [...regions],
  };
}
