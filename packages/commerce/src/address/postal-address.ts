/** Postal addresses: normalisation and validation of addresses. */
import { isCountry } from "./countries.ts";
import { readPostalCode } from "./postal-codes.ts";
import { isInRegion } from "./postal-regions.ts";
import { findRegions, regionName, regionsOf } from "./regions.ts";
import { requirementsOf } from "./requirements.ts";
import { readVatId } from "./vat-ids.ts";

/** An address without a person: of a company, or of a place. */
export type Place = {
  line1: string;
  line2: string | null;
  /** Empty where addresses have none. */
  city: string;
  /** ISO 3166-2, such as `US-CA`. Null where none is used, or if only a text is known. */
  region: string | null;
  /** A region as typed that is not one of ISO 3166-2, where no rule needs one: it is printed, and no rate applies to it. */
  regionText?: Optional;
  /** In the country's format; empty where none is used. */
  postalCode: string;
  /** ISO 3166-1, two letters. */
  country: string;
};

/** An address with the person or company that it belongs to. */
export type PostalAddress = Place & {
  firstName: string | null;
  lastName: string;
  company: string | null;
  vatId: string | null;
  phone: string | null;
};

type Optional = string | null | undefined;

/** A place as typed. */
export type PlaceInput = {
  line1: string;
  line2?: Optional;
  city: string;
  region?: Optional;
  /** Of an address that was read before. */
  regionText?: Optional;
  postalCode: string;
  country: string;
};

/** An address as typed. */
export type AddressInput = PlaceInput & {
  firstName?: Optional;
  lastName: string;
  company?: Optional;
  vatId?: Optional;
  phone?: Optional;
};

/** A problem of one field. */
type AddressProblem = {
  field: keyof PostalAddress;
  code: "EMPTY" | "TOO_LONG" | "FORMAT" | "UNKNOWN" | "AMBIGUOUS" | "OTHER_REGION";
  message: string;
};

/** The normalised value and its problems; without problems it is valid. */
export type Read<Value> = { value: Value; problems: AddressProblem[] };

/** The maximum length of each field. */
export const maxLengths = {
  firstName: 100,
  lastName: 100,
  company: 200,
  line1: 200,
  line2: 200,
  city: 100,
  region: 100,
  postalCode: 20,
  vatId: 30,
  phone: 40,
} as const;

/** The name of a field with text: each but the country. */
export type AddressFieldName = keyof typeof maxLengths;

/** Reads an address: blanks are trimmed, the region becomes its code, postal code and VAT id get their one way of writing. */
export function readAddress(input: AddressInput): Read<PostalAddress> {
  const place = readPlace(input);
  const vatId = orNull(input.vatId);
  const value = {
    firstName: orNull(input.firstName),
    lastName: input.lastName.trim(),
    company: orNull(input.company),
    vatId: vatId === null ? null : (readVatId(input.country, vatId) ?? vatId),
    ...place.value,
    phone: orNull(input.phone),
  };
  const problems = [
    ...checkLine("firstName", value.firstName ?? ""),
    ...(value.lastName === "" ? [needed("lastName")] : checkLine("lastName", value.lastName)),
    ...checkLine("company", value.company ?? ""),
    ...checkVatId(input.country, vatId),
    ...place.problems,
    ...checkLine("phone", value.phone ?? ""),
  ];
  return { value, problems };
}

/** Reads an address without a person. */
export function readPlace(input: PlaceInput): Read<Place> {
  const { country } = input;
  const city = input.city.trim();
  const line1 = input.line1.trim();
  const line2 = orNull(input.line2);
  const requirements = requirementsOf(country);
  const region = keepText(readRegion(country, orNull(input.region) ?? orNull(input.regionText)), requirements.region);
  const postalCode = readCode(country, input.postalCode.trim());
  const problems = [
    ...(line1 === "" ? [needed("line1")] : checkLine("line1", line1)),
    ...checkLine("line2", line2 ?? ""),
    ...(city === "" && requirements.city ? [needed("city")] : checkLine("city", city)),
    ...(region.value === null && requirements.region ? [needed("region")] : region.problems),
    ...(postalCode.value === "" && requirements.postalCode ? [needed("postalCode")] : postalCode.problems),
    ...(region.problems.length + postalCode.problems.length > 0
      ? []
      : checkPlace(country, region.value, postalCode.value)),
    ...(isCountry(country) ? [] : [fault("country", "UNKNOWN", "This is not a country of ISO 3166-1.")]),
  ];
  const { value: code, regionText } = region;
  return {
    value: { line1, line2, city, region: code, regionText, postalCode: postalCode.value, country },
    problems,
  };
}

/** A region that is not clear is kept as text, unless addresses of the country need one. */
function keepText(read: Read<string | null>, isNeeded: boolean): Read<string | null> & { regionText?: string } {
  const isUnclear = read.problems.some(({ code }) => code === "UNKNOWN" || code === "AMBIGUOUS");
  if (isNeeded || !isUnclear || read.value === null) return read;
  return { value: null, regionText: read.value, problems: [] };
}

/** The region decides the tax, so it has to be the one in which the postal code lies, where that is known. */
function checkPlace(country: string, region: string | null, postalCode: string): AddressProblem[] {
  if (region === null || postalCode === "" || isInRegion(country, postalCode, region)) return [];
  const message = `This is not a postal code of ${regionName(country, region)}.`;
  return [fault("postalCode", "OTHER_REGION", message)];
}

/** First and last name in one line. */
export function fullName({ firstName, lastName }: Pick<PostalAddress, "firstName" | "lastName">): string {
  return [firstName, lastName].filter(Boolean).join(" ");
}

/** Reads a region of a country by code or name; what is not clear stays as it was typed, with the reason. */
export function readRegion(country: string, text: string | null): Read<string | null> {
  if (text === null) return { value: null, problems: [] };
  const tooLong = checkLine("region", text);
  if (tooLong.length > 0) return { value: text, problems: tooLong };
  const [region, ...others] = findRegions(country, text);
  if (region && others.length === 0) return { value: region.code, problems: [] };
  if (!region) return { value: text, problems: [unknownRegion(country)] };
  const candidates = [region, ...others].map(({ code }) => code).join(", ");
  return { value: text, problems: [fault("region", "AMBIGUOUS", `This can be any of ${candidates}. Give the code.`)] };
}

function unknownRegion(country: string): AddressProblem {
  const [example] = regionsOf(country);
  const message = example
    ? `This is not a region of ${country} in ISO 3166-2. Give its name or a code such as ${example.code}.`
    : `${country} has no regions in ISO 3166-2. Leave it out.`;
  return fault("region", "UNKNOWN", message);
}

function readCode(country: string, typed: string): Read<string> {
  if (typed === "") return { value: "", problems: [] };
  const tooLong = checkLine("postalCode", typed);
  const code = tooLong.length > 0 ? undefined : readPostalCode(country, typed);
  if (code !== undefined) return { value: code, problems: [] };
  const problem = fault("postalCode", "FORMAT", `This is not a postal code of ${country}.`);
  return { value: typed, problems: tooLong.length > 0 ? tooLong : [problem] };
}

function checkVatId(country: string, vatId: string | null): AddressProblem[] {
  if (vatId === null) return [];
  const problems = checkLine("vatId", vatId);
  if (problems.length > 0 || readVatId(country, vatId) !== undefined) return problems;
  return [
    fault(
      "vatId",
      "FORMAT",
      `This is not a VAT id of ${country}, nor of another member state: its form or its check digits are wrong.`,
    ),
  ];
}

function checkLine(field: AddressFieldName, text: string): AddressProblem[] {
  const most = maxLengths[field];
  if (text.length > most) return [fault(field, "TOO_LONG", `At most ${most} characters.`)];
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) ? [fault(field, "FORMAT", "This is one line of text.")] : [];
}

function needed(field: AddressProblem["field"]): AddressProblem {
  return fault(field, "EMPTY", "This is needed.");
}

function fault(field: AddressProblem["field"], code: AddressProblem["code"], message: string): AddressProblem {
  return { field, code, message };
}

function orNull(text: Optional): string | null {
  return text?.trim() || null;
}
