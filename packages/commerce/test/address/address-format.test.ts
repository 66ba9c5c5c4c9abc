/** Address forms of all countries: they agree with the validation and with the printed address, and have labels. */
import { expect, test } from "vitest";
import { type AddressFormat, formatOf } from "../../src/address/address-format.ts";
import { labelOf } from "../../src/address/address-labels.ts";
import { addressLines } from "../../src/address/address-lines.ts";
import { countries } from "../../src/address/countries.ts";
import { type AddressFieldName, readAddress } from "../../src/address/postal-address.ts";
import { isInRegion } from "../../src/address/postal-regions.ts";
import { regionChain, regionsOf } from "../../src/address/regions.ts";
import { readLanguage } from "../../src/languages.ts";

type Texts = Partial<Record<AddressFieldName, string>>;

/** Each named field with the example, the first region or a digit. */
function fill({ fields, regions }: AddressFormat, names: readonly AddressFieldName[]): Texts {
  const texts: Texts = {};
  for (const { name, example } of fields)
    if (names.includes(name)) texts[name] = (name === "region" ? regions[0]?.code : example) ?? "1";
  return texts;
}

const faults = (country: string, texts: Texts) =>
  readAddress({ lastName: "", line1: "", city: "", postalCode: "", ...texts, country }).problems;

const namesOf = ({ fields }: AddressFormat) => fields.map(({ name }) => name);
const requiredOf = ({ fields }: AddressFormat) => fields.filter(({ required }) => required).map(({ name }) => name);

test.each(countries)("in %s the required fields of the form are those that the validation requires", (country) => {
  const format = formatOf(country, false);
  const required = requiredOf(format);
  expect(faults(country, fill(format, required))).toEqual([]);
  for (const name of required) {
    const others = required.filter((other) => other !== name);
    expect(faults(country, fill(format, others))).toEqual([expect.objectContaining({ field: name, code: "EMPTY" })]);
  }
});

test("every field of every form takes its example or a text of its maximum length, and none longer", () => {
  for (const country of countries) {
    const format = formatOf(country, false);
    const written = namesOf(format).filter((name) => name !== "vatId");
    expect(faults(country, fill(format, written)), country).toEqual([]);
    for (const { name, maxLength } of format.fields) {
      const tooLong = { ...fill(format, written), [name]: "1".repeat(maxLength + 1) };
      expect(faults(country, tooLong), country).toEqual([expect.objectContaining({ field: name, code: "TOO_LONG" })]);
      const longest = { ...fill(format, written), [name]: "1".repeat(maxLength) };
      expect(
        faults(country, longest).filter(({ code }) => code === "TOO_LONG"),
        country,
      ).toEqual([]);
    }
  }
});

test("the fields of a form are in the order of the printed address, and all of it is in the form", () => {
  for (const country of countries) {
    const format = formatOf(country, false);
    const names = namesOf(format);
    const texts = { firstName: "*firstName*", company: "*company*", line2: "*line2*", region: "*region*" };
    const printed = addressLines({
      ...texts,
      lastName: "*lastName*",
      line1: "*line1*",
      city: names.includes("city") ? "*city*" : "",
      postalCode: "*postalCode*",
      country,
    });
    const order = [...printed.join("\n").matchAll(/\*(\w+)\*/g)].map(([, name]) => name);
    const hasRegions = regionsOf(country).length > 0;
    expect([...order.filter((name) => name !== "region" || hasRegions), "vatId", "phone"], country).toEqual(names);
  }
});

test("each region of a form is taken as it is, is precise enough for every tax rate, and has a name of its own", () => {
  for (const country of countries) {
    const { regions } = formatOf(country, true);
    for (const { code } of regions)
      expect(faults(country, { region: code }).filter(({ field }) => field === "region")).toEqual([]);
    expect(new Set(regions.map(({ name }) => name)).size, country).toBe(regions.length);
    const chains = regions.map(({ code }) => regionChain(country, code));
    for (const { code } of regionsOf(country)) {
      expect(
        chains.some((chain) => chain.includes(code)),
        code,
      ).toBe(true);
      expect(
        chains.some((chain) => chain.indexOf(code) > 0),
        code,
      ).toBe(!regions.some((region) => region.code === code));
    }
  }
});

test("a country that is taxed by region requires a region, and only one that has regions", () => {
  for (const country of countries) {
    const taxed = formatOf(country, true);
    expect(requiredOf(taxed).includes("region"), country).toBe(regionsOf(country).length > 0);
    expect(taxed.regions.length > 0, country).toBe(namesOf(taxed).includes("region"));
    const others = requiredOf(taxed).filter((name) => name !== "region");
    expect(others, country).toEqual(requiredOf(formatOf(country, false)).filter((name) => name !== "region"));
  }
  expect(namesOf(formatOf("PT", false))).not.toContain("region");
  expect(namesOf(formatOf("PT", true)).slice(-4)).toEqual(["city", "region", "vatId", "phone"]);
});

test("each postal code has an example, which lies in the first region where the region decides the tax", () => {
  const missing = countries.filter((country) =>
    formatOf(country, true).fields.some(({ name, example }) => name === "postalCode" && example === null),
  );
  // Codes of North Korea are not published.
  expect(missing).toEqual(["KP"]);
  for (const country of countries) {
    const { fields, regions } = formatOf(country, true);
    const example = fields.find(({ name }) => name === "postalCode")?.example;
    if (example && regions[0]) expect(isInRegion(country, example, regions[0].code), country).toBe(true);
    if (example) expect(readAddress({ ...blank, country, postalCode: example }).value.postalCode).toBe(example);
  }
});

const blank = { lastName: "", line1: "", city: "" };

test.each([
  ["DE", false, "firstName lastName company line1 line2 postalCode city vatId phone", 0],
  ["AT", false, "company firstName lastName line1 line2 postalCode city vatId phone", 0],
  ["US", false, "firstName lastName company line1 line2 city region postalCode vatId phone", 60],
  ["ES", false, "firstName lastName company line1 line2 postalCode city region vatId phone", 52],
  ["JP", false, "firstName lastName company line1 line2 region postalCode vatId phone", 47],
  ["HU", false, "firstName lastName company city line1 line2 postalCode vatId phone", 0],
  ["MO", false, "firstName lastName company line1 line2 vatId phone", 0],
  ["FR", true, "company firstName lastName line1 line2 postalCode city region vatId phone", 110],
])("in %s, taxed by region: %s, the form has the fields %s and %i regions", (country, isTaxed, names, count) => {
  const format = formatOf(country, isTaxed);
  expect(namesOf(format).join(" ")).toBe(names);
  expect(format.regions).toHaveLength(count);
});

test("regions are sorted by name, and two of one name have the local code in it", () => {
  expect(
    formatOf("TW", false)
      .regions.slice(0, 4)
      .map(({ name }) => name),
  ).toEqual(["Changhua", "Chiayi (CYI)", "Chiayi (CYQ)", "Hsinchu (HSQ)"]);
});

test.each([
  ["DE", "postalCode", "Postal code", "Postleitzahl"],
  ["US", "postalCode", "ZIP code", "Postleitzahl (ZIP-Code)"],
  ["GB", "postalCode", "Postcode", "Postleitzahl"],
  ["IE", "postalCode", "Eircode", "Eircode"],
  ["IN", "postalCode", "PIN code", "Postleitzahl (PIN-Code)"],
  ["US", "region", "State", "Bundesstaat"],
  ["IT", "region", "Province", "Provinz"],
  ["IE", "region", "County", "Kreis oder Grafschaft"],
  ["JP", "region", "Prefecture", "Präfektur"],
  ["AE", "region", "Emirate", "Emirat"],
  ["PT", "region", "Region", "Region"],
  ["DE", "line1", "Street and number", "Straße und Hausnummer"],
] as const)("the label of %s %s is %s, in German %s", (country, field, english, german) => {
  expect(labelOf(country, field, "en")).toBe(english);
  expect(labelOf(country, field, "de")).toBe(german);
});

test.each([
  ["de", "de"],
  ["de-AT", "de"],
  ["DE", "de"],
  ["en-GB", "en"],
  ["fr", "en"],
  ["deu", "en"],
  ["", "en"],
  ["constructor", "en"],
])("labels for %o are in %o", (tag, language) => {
  expect(readLanguage(tag)).toBe(language);
});
