/** VAT ids: the formats of the member states, with and without prefix, and no other. */
import { expect, test } from "vitest";
import { euVatCountry, isEuCountry, readVatId } from "../../src/address/vat-ids.ts";

test.each([
  ["DE", "DE123456789"],
  ["AT", "ATU12345678"],
  ["BE", "BE0123456789"],
  ["ES", "ESX1234567X"],
  ["FR", "FRXX123456789"],
  ["GR", "EL123456789"],
  ["IE", "IE1234567WA"],
  ["IT", "IT12345678901"],
  ["NL", "NL123456789B01"],
  ["PL", "PL1234567890"],
  ["SE", "SE123456789012"],
  ["GB", "XI123456789"],
])("%s has the VAT id %s", (country, vatId) => {
  expect(euVatCountry(vatId)).toBe(country);
  expect(readVatId(country, ` ${vatId.toLowerCase().replace(/(\d)(\d)/, "$1 $2")} `)).toBe(vatId);
});

test.each(["DE12345678", "DE1234567890", "FR123", "GB123456789", "US123456789", "", "NL123456789"])(
  "%o is not a VAT id of the European Union",
  (vatId) => {
    expect(euVatCountry(vatId)).toBeNull();
  },
);

test("a VAT id without a prefix gets that of its member state, and an invalid result is refused", () => {
  expect(readVatId("DE", "123.456.789")).toBe("DE123456789");
  expect(readVatId("GR", "123456789")).toBe("EL123456789");
  expect(readVatId("DE", "12345678")).toBeUndefined();
  expect(["DE", "GR", "FR"].every(isEuCountry)).toBe(true);
  expect(["GB", "CH", "US", "EL", "XI"].some(isEuCountry)).toBe(false);
});

test("other countries accept letters and digits", () => {
  expect(readVatId("CH", "CHE-123.456.789")).toBe("CHE123456789");
  expect(readVatId("US", "x")).toBeUndefined();
  expect(readVatId("MX", "DEL123456AB1")).toBe("DEL123456AB1");
});
