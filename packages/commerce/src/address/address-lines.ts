/** Address labels: the lines of an address in the order of its country, in Latin script, from the package `localized-address-format`. */
import { formatAddress } from "localized-address-format";
import { countryName } from "./countries.ts";
import { fullName, type Place, type PostalAddress } from "./postal-address.ts";
import { regionNameOf } from "./regions.ts";

/** Countries that print the code of a region, not its name. */
const printCode: ReadonlySet<string> = new Set(["AU", "BR", "CA", "IT", "US"]);

type Labelled = Place & Partial<Pick<PostalAddress, "firstName" | "lastName" | "company">>;

/** The lines to print, the country last. */
export function addressLines(address: Labelled): string[] {
  const { city, country, line1, line2 } = address;
  const street = [line1, line2 ?? ""].filter((line) => line !== "");
  const lines = linesWith(address, street);
  // Some formats have no place for a town: there it is a part of the street.
  const all = lines.join().includes(city) ? lines : linesWith(address, [...street, city]);
  return [...all, countryName(country)].map((line) => line.replace(/^[\s,]+/, "")).filter((line) => line !== "");
}

function linesWith(address: Labelled, street: string[]): string[] {
  const { firstName = null, lastName = "", company, city, postalCode, country } = address;
  return formatAddress(
    {
      postalCountry: country,
      administrativeArea: regionLabel(address),
      locality: city,
      postalCode,
      organization: company ?? "",
      name: fullName({ firstName, lastName }),
      addressLines: street,
    },
    "latin",
  );
}

function regionLabel(address: Place): string {
  const { country, region } = address;
  if (region !== null && printCode.has(country)) return region.replace(`${country}-`, "");
  return regionNameOf(address) ?? "";
}
