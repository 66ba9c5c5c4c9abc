/** Address forms: the fields of an address in the order of its country, the required ones, and the regions to choose from. */
import { formatAddress } from "localized-address-format";
import { type AddressFieldName, maxLengths } from "./postal-address.ts";
import { postalCodeExample } from "./postal-code-examples.ts";
import { type Region, regionsOf } from "./regions.ts";
import { requirementsOf } from "./requirements.ts";

/** A field of the form. */
type AddressField = {
  name: AddressFieldName;
  required: boolean;
  /** In UTF-16 code units. */
  maxLength: number;
  /** A value that is accepted; null but for postal codes. */
  example: string | null;
};

/** A region to choose, by its code of ISO 3166-2. */
type RegionChoice = Pick<Region, "code" | "name">;

export type AddressFormat = {
  fields: AddressField[];
  /** Empty if there is no field for them. */
  regions: readonly RegionChoice[];
};

/**
 * The form of an address in this country. An address with each required field is one that `readAddress` accepts. With `taxedByRegion` a region
 * is required even where addresses have none.
 */
export function formatOf(country: string, taxedByRegion: boolean): AddressFormat {
  const regions = choicesOf(country);
  const required = new Set<AddressFieldName>(["lastName", "line1"]);
  const { city, region, postalCode } = requirementsOf(country);
  if (city) required.add("city");
  if (region || (taxedByRegion && regions.length > 0)) required.add("region");
  if (postalCode) required.add("postalCode");

  const written = writtenOrder(country).filter((name) => name !== "region" || regions.length > 0);
  const others: AddressFieldName[] = ["vatId", "phone"];
  const names = new Set([...written, ...required, ...others]);
  const fields = [...names].map((name) => ({
    name,
    required: required.has(name),
    maxLength: maxLengths[name],
    example: name === "postalCode" ? postalCodeExample(country) : null,
  }));
  return { fields, regions: names.has("region") ? regions : [] };
}

/** The fields that stand for each part of a printed address. */
const parts: ReadonlyMap<string, readonly AddressFieldName[]> = new Map([
  ["{name}", ["firstName", "lastName"]],
  ["{company}", ["company"]],
  ["{street}", ["line1", "line2"]],
  ["{city}", ["city"]],
  ["{region}", ["region"]],
  ["{code}", ["postalCode"]],
]);

/** The fields of an address as `addressLines` prints them. */
function writtenOrder(country: string): AddressFieldName[] {
  const printed = formatAddress(
    {
      postalCountry: country,
      name: "{name}",
      organization: "{company}",
      addressLines: ["{street}"],
      locality: "{city}",
      administrativeArea: "{region}",
      postalCode: "{code}",
    },
    "latin",
  );
  return (printed.join().match(/\{\w+\}/g) ?? []).flatMap((part) => parts.get(part) ?? []);
}

const choices = new Map<string, readonly RegionChoice[]>();

/** The regions without parts, which every tax rate takes for precise, by name. */
function choicesOf(country: string): readonly RegionChoice[] {
  const known = choices.get(country);
  if (known) return known;
  const regions = regionsOf(country);
  const wholes = new Set(regions.map(({ parent }) => parent));
  const finest = regions.filter(({ code }) => !wholes.has(code));
  const found = finest.map((region) => nameChoice(region, finest)).sort((a, b) => byName.compare(a.name, b.name));
  choices.set(country, found);
  return found;
}

const byName = new Intl.Collator("en");

/** A name that several regions share is told apart by the local code, as a city from the county around it. */
function nameChoice({ code, name }: Region, regions: readonly Region[]): RegionChoice {
  const isShared = regions.filter((region) => region.name === name).length > 1;
  return { code, name: isShared ? `${name} (${code.slice(code.indexOf("-") + 1)})` : name };
}
