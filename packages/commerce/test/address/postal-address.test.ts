/** Addresses of many countries: what is kept of what was typed, what is refused, and how it is printed. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { addressLines } from "../../src/address/address-lines.ts";
import { countries } from "../../src/address/countries.ts";
import { type AddressInput, readAddress } from "../../src/address/postal-address.ts";
import { readPostalCode } from "../../src/address/postal-codes.ts";
import { regionsOfPostalCode } from "../../src/address/postal-regions.ts";
import { regionChain, regionsOf } from "../../src/address/regions.ts";

const typed = (input: Partial<AddressInput>): AddressInput => ({
  lastName: "Brandis",
  line1: "Street 1",
  city: "Town",
  postalCode: "",
  country: "DE",
  ...input,
});
const faults = (input: Partial<AddressInput>) => readAddress(typed(input)).problems.map((p) => `${p.field} ${p.code}`);

test.each([
  ["DE", { postalCode: "10115" }, { region: null, postalCode: "10115" }],
  ["DE", { postalCode: "10115", region: "Bayern" }, { region: "DE-BY", postalCode: "10115" }],
  ["AT", { postalCode: "A-1010" }, { postalCode: "1010" }],
  ["GB", { postalCode: "sw1a1aa" }, { postalCode: "SW1A 1AA" }],
  ["GB", { postalCode: " SW1A  1AA " }, { postalCode: "SW1A 1AA" }],
  ["US", { region: "California", postalCode: "94103" }, { region: "US-CA", postalCode: "94103" }],
  ["US", { region: "NY", postalCode: "10001 1234" }, { region: "US-NY", postalCode: "10001-1234" }],
  ["CA", { region: "Ontario", postalCode: "m5h2n2" }, { region: "CA-ON", postalCode: "M5H 2N2" }],
  ["BR", { region: "SP", postalCode: "01310100" }, { region: "BR-SP", postalCode: "01310-100" }],
  ["JP", { region: "Kyoto", postalCode: "6048099", city: "" }, { region: "JP-26", postalCode: "604-8099", city: "" }],
  ["NL", { postalCode: "1011ab" }, { postalCode: "1011 AB" }],
  ["SE", { postalCode: "SE-11120" }, { postalCode: "111 20" }],
  ["PL", { postalCode: "00 001" }, { postalCode: "00-001" }],
  ["PT", { postalCode: "1000001" }, { postalCode: "1000-001" }],
  ["CZ", { postalCode: "11000" }, { postalCode: "110 00" }],
  ["FR", { postalCode: "75 001" }, { postalCode: "75001" }],
  ["CH", { postalCode: "CH-8001" }, { postalCode: "8001" }],
  ["IT", { region: "Roma", postalCode: "00118" }, { region: "IT-RM", postalCode: "00118" }],
  ["ES", { region: "Madrid", postalCode: "28001" }, { region: "ES-M", postalCode: "28001" }],
  ["AU", { region: "nsw", postalCode: "2000" }, { region: "AU-NSW", postalCode: "2000" }],
  ["IN", { region: "Delhi", postalCode: "110001" }, { region: "IN-DL", postalCode: "110001" }],
  ["IE", { postalCode: "d02af30" }, { postalCode: "D02 AF30" }],
  ["IE", {}, { postalCode: "" }],
  ["HK", { city: "" }, { postalCode: "", city: "" }],
  ["AE", { region: "Dubai", city: "" }, { region: "AE-DU", postalCode: "" }],
  ["SG", { city: "", postalCode: "018956" }, { postalCode: "018956" }],
  ["PA", { postalCode: "" }, { postalCode: "" }],
  ["US", { region: "OR", postalCode: "94103" }, {}, "postalCode OTHER_REGION"],
  ["US", { region: "NY", postalCode: "06390" }, { region: "US-NY" }],
  ["US", { region: "WY", postalCode: "83414-1234" }, { region: "US-WY" }],
  ["CA", { region: "Alberta", postalCode: "M5H 2N2" }, {}, "postalCode OTHER_REGION"],
  ["CA", { region: "Quebec", postalCode: "K1A 0B1" }, { region: "CA-QC" }],
  ["ES", { region: "Canarias", postalCode: "35001" }, { region: "ES-CN" }],
  ["ES", { region: "Canarias", postalCode: "28001" }, {}, "postalCode OTHER_REGION"],
  ["ES", { region: "Ceuta", postalCode: "51001" }, { region: "ES-CE" }],
  ["US", {}, {}, "region EMPTY", "postalCode EMPTY"],
  ["US", { region: "Bayern", postalCode: "1234" }, {}, "region UNKNOWN", "postalCode FORMAT"],
  ["US", { region: "ZZ", postalCode: "94103" }, {}, "region UNKNOWN"],
  ["TW", { region: "Chiayi", postalCode: "600" }, {}, "region AMBIGUOUS"],
  ["HK", { region: " Kowloon " }, { region: null, regionText: "Kowloon" }],
  ["GB", { region: "Greater London", postalCode: "SW1A 1AA" }, { region: null, regionText: "Greater London" }],
  ["GB", { region: "Cumbria", postalCode: "SW1A 1AA" }, { region: "GB-CMA", regionText: undefined }],
  ["DE", { region: "x".repeat(101), postalCode: "10115" }, {}, "region TOO_LONG"],
  ["US", { region: "Kalifornien-Nord", postalCode: "94103" }, {}, "region UNKNOWN"],
  ["DE", {}, {}, "postalCode EMPTY"],
  ["DE", { postalCode: "1011" }, {}, "postalCode FORMAT"],
  ["GB", { postalCode: "10115" }, {}, "postalCode FORMAT"],
  ["DE", { city: " ", postalCode: "10115" }, {}, "city EMPTY"],
  ["ZZ", {}, {}, "country UNKNOWN"],
  ["DE", { lastName: " ", line1: "", postalCode: "10115" }, {}, "lastName EMPTY", "line1 EMPTY"],
  ["DE", { city: "Ber\nlin", postalCode: "10115" }, {}, "city FORMAT"],
  [
    "DE",
    { line2: "x".repeat(201), phone: "1".repeat(41), postalCode: "10115" },
    {},
    "line2 TOO_LONG",
    "phone TOO_LONG",
  ],
  ["DE", { vatId: "de 136.695.976", postalCode: "10115" }, { vatId: "DE136695976" }],
  ["AT", { vatId: "U14243102", postalCode: "1010" }, { vatId: "ATU14243102" }],
  ["GR", { vatId: "094012834", postalCode: "10557" }, { vatId: "EL094012834", postalCode: "105 57" }],
  ["FR", { vatId: "DE136695976", postalCode: "75001" }, { vatId: "DE136695976" }],
  ["DE", { vatId: "DE12345", postalCode: "10115" }, {}, "vatId FORMAT"],
  ["CH", { vatId: "CHE-123.456.789", postalCode: "8001" }, { vatId: "CHE123456789" }],
  ["CH", { vatId: "?", postalCode: "8001" }, {}, "vatId FORMAT"],
] as const)("%s %o is kept as %o", (country, input, stored, ...problems) => {
  const { value } = readAddress(typed({ country, ...input }));
  expect(faults({ country, ...input })).toEqual(problems);
  expect(value).toMatchObject(stored);
});

test("names and company are trimmed, and empty fields are absent", () => {
  const { value, problems } = readAddress(
    typed({
      firstName: " Ada ",
      lastName: " B ",
      company: " ",
      vatId: "",
      line2: " ",
      phone: null,
      postalCode: "10115",
    }),
  );
  expect(problems).toEqual([]);
  expect(value).toEqual({
    firstName: "Ada",
    lastName: "B",
    company: null,
    vatId: null,
    line1: "Street 1",
    line2: null,
    city: "Town",
    region: null,
    postalCode: "10115",
    country: "DE",
    phone: null,
  });
});

test("normalising a normalised address changes nothing", () => {
  const text = fc.constantFrom("", " ", "a", "CA", "Madrid", "10115", "sw1a1aa", "DE136695976", "01310100");
  const input = fc.record({ firstName: text, lastName: text, company: text, vatId: text, line1: text, line2: text });
  const place = fc.record({ city: text, region: text, postalCode: text, country: fc.constantFrom(...countries) });
  fc.assert(
    fc.property(input, place, (person, where) => {
      const { value, problems } = readAddress({ ...person, ...where });
      if (problems.length === 0) expect(readAddress(value)).toEqual({ value, problems: [] });
    }),
    { numRuns: 500 },
  );
});

test("blanks and hyphens in a postal code do not change its value", () => {
  const codes = [
    ["GB", "SW1A 1AA"],
    ["US", "94103-1234"],
    ["CA", "M5H 2N2"],
    ["NL", "1011 AB"],
    ["JP", "100-0001"],
    ["BR", "01310-100"],
    ["DE", "10115"],
    ["PL", "00-001"],
  ] as const;
  const separators = fc.array(fc.constantFrom("", " ", "-"), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...codes), separators, fc.boolean(), ([country, code], between, lower) => {
      const spaced = [...code.replace(/[ -]/g, "")].map((letter, index) => letter + between[index]).join("");
      expect(readPostalCode(country, lower ? spaced.toLowerCase() : spaced)).toBe(code);
    }),
  );
});

test("every country's printed address contains its lines, town, postal code and name", () => {
  for (const country of countries) {
    const address = { lastName: "Brandis", company: "Fenwarp", line1: "Street 1", line2: "Floor 2", city: "Townville" };
    const lines = addressLines({ ...address, region: null, postalCode: "", country });
    for (const part of ["Brandis", "Fenwarp", "Street 1", "Floor 2"]) expect(lines.join("\n"), country).toContain(part);
    expect(lines.join("\n").toLowerCase(), country).toContain("townville");
  }
});

test("an address is printed in the order of its country", () => {
  const { value } = readAddress(typed({ firstName: "Ada", country: "US", region: "California", postalCode: "94103" }));
  expect(addressLines(value)).toEqual(["Ada Brandis", "Street 1", "Town, CA 94103", "United States"]);
  const german = readAddress(typed({ firstName: "Ada", postalCode: "10115", company: "Kogge GmbH" })).value;
  expect(addressLines(german)).toEqual(["Ada Brandis", "Kogge GmbH", "Street 1", "10115 Town", "Germany"]);
});

test.each(["US", "ES", "CA"])(
  "each region of %s that postal codes name is one of ISO 3166-2, and every region has postal codes",
  (country) => {
    const known = regionsOf(country).map(({ code }) => code);
    const digits = Array.from({ length: 100_000 }, (_, number) => String(number).padStart(5, "0"));
    const letters = "ABCEGHJKLMNPRSTVXY"
      .split("")
      .flatMap((letter) => ["0A", "0B", "0C", "0E", "0G", "1A", "8A"].map((rest) => letter + rest));
    const named = new Set((country === "CA" ? letters : digits).flatMap((code) => regionsOfPostalCode(country, code)));
    for (const region of named) expect(known).toContain(region);
    const unnamed = known.filter((code) => ![...named].some((region) => regionChain(country, region).includes(code)));
    expect(unnamed).toEqual(country === "US" ? ["US-UM"] : []);
  },
);

test("an address that was read before is read again with the same result, and its region as text is printed", () => {
  const { value } = readAddress(typed({ country: "HK", city: "", region: "Kowloon" }));
  expect(readAddress(value)).toEqual({ value, problems: [] });
  expect(addressLines(value).join("\n")).toMatch(/kowloon/i);
  // A text that has become known is its code from then on.
  expect(
    readAddress({ ...value, country: "GB", city: "X", postalCode: "SW1A 1AA", regionText: "Cumbria" }).value,
  ).toMatchObject({
    region: "GB-CMA",
    regionText: undefined,
  });
});

test("an unknown region is refused exactly where addresses of the country need one", () => {
  for (const country of countries) {
    const unknown = readAddress(typed({ country, region: "Atlantis-Nord" }));
    const needed = readAddress(typed({ country })).problems.some(({ field }) => field === "region");
    const found = unknown.problems.filter(({ field }) => field === "region").map(({ code }) => code);
    expect([country, found]).toEqual([country, needed ? ["UNKNOWN"] : []]);
    if (!needed) expect(unknown.value).toMatchObject({ region: null, regionText: "Atlantis-Nord" });
  }
});
