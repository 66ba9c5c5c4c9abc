/** Labels of address fields, in the words of each country: `ZIP code` and `State` in the United States, `Eircode` in Ireland. */
import type { Language } from "../languages.ts";
import type { AddressFieldName } from "./postal-address.ts";

/** A name for a field, or for what the field is in some countries. */
type Term = AddressFieldName | keyof typeof postalTerms | keyof typeof regionTerms;

/** The countries whose postal codes have a name of their own. */
const postalTerms = {
  zipCode: "AS FM GU MH MP PR PW UM US VI",
  postcode: "AU GB GG IM JE NZ",
  pinCode: "IN",
  eircode: "IE",
};

/** The countries by kind of region. Elsewhere the field is a region. */
const regionTerms = {
  state: "AU BR FM IN MX MY NG PW US VE",
  province: "AR CA CN CR CU ES ID IQ IR IT KP KR MN MZ PA PG PH TH TR VN",
  county: "EE IE RO TW",
  department: "CO HN NI SV UY",
  district: "NR SC SR",
  municipality: "LT LV",
  parish: "BB JM KN",
  prefecture: "JP",
  emirate: "AE",
  island: "BS CV KI TV",
};

const labels = {
  en: {
    firstName: "First name",
    lastName: "Last name",
    company: "Company",
    vatId: "VAT id",
    line1: "Street and number",
    line2: "Flat, floor or building",
    city: "Town or city",
    region: "Region",
    postalCode: "Postal code",
    phone: "Telephone",
    zipCode: "ZIP code",
    postcode: "Postcode",
    pinCode: "PIN code",
    eircode: "Eircode",
    state: "State",
    province: "Province",
    county: "County",
    department: "Department",
    district: "District",
    municipality: "Municipality",
    parish: "Parish",
    prefecture: "Prefecture",
    emirate: "Emirate",
    island: "Island",
  },
  de: {
    firstName: "Vorname",
    lastName: "Nachname",
    company: "Firma",
    vatId: "USt-IdNr.",
    line1: "Straße und Hausnummer",
    line2: "Wohnung, Etage oder Gebäude",
    city: "Ort",
    region: "Region",
    postalCode: "Postleitzahl",
    phone: "Telefon",
    zipCode: "Postleitzahl (ZIP-Code)",
    postcode: "Postleitzahl",
    pinCode: "Postleitzahl (PIN-Code)",
    eircode: "Eircode",
    state: "Bundesstaat",
    province: "Provinz",
    county: "Kreis oder Grafschaft",
    department: "Departamento",
    district: "Distrikt",
    municipality: "Gemeinde",
    parish: "Gemeinde",
    prefecture: "Präfektur",
    emirate: "Emirat",
    island: "Insel",
  },
} satisfies Record<Language, Record<Term, string>>;

/** The label of a field in a country. */
export function labelOf(country: string, field: AddressFieldName, language: Language): string {
  return labels[language][termOf(country, field)];
}

function termOf(country: string, field: AddressFieldName): Term {
  if (field === "postalCode") return postalTermByCountry.get(country) ?? field;
  return field === "region" ? (regionTermByCountry.get(country) ?? field) : field;
}

const postalTermByCountry = byCountry(postalTerms);
const regionTermByCountry = byCountry(regionTerms);

function byCountry<Name extends string>(countriesByTerm: Readonly<Record<Name, string>>): ReadonlyMap<string, Name> {
  const entries: [string, Name][] = [];
  for (const term in countriesByTerm)
    for (const country of countriesByTerm[term].split(" ")) entries.push([country, term]);
  return new Map(entries);
}
