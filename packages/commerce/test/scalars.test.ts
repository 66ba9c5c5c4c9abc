/** Scalars: input is read exactly, and invalid input is refused. */
import { expect, test } from "vitest";
import { scalars } from "../src/scalars.ts";

test.each([
  ["2026-01-31T08:00:00Z", Date.UTC(2026, 0, 31, 8)],
  ["2026-01-31T08:00Z", Date.UTC(2026, 0, 31, 8)],
  ["2026-01-31T08:00:00.250+02:00", Date.UTC(2026, 0, 31, 6, 0, 0, 250)],
  ["2024-02-29T00:30:00+01:00", Date.UTC(2024, 1, 28, 23, 30)],
])("the time %s is parsed as that moment", (text, at) => {
  expect(scalars.DateTime.parseValue(text)).toBe(at);
});

test.each([
  "2026-02-30T00:00:00Z",
  "2026-02-29T00:00:00Z",
  "2026-04-31T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-01-00T00:00:00Z",
  "2026-01-31T25:00:00Z",
  "2026-01-31T08:00:00",
  "2026-01-31",
  "yesterday",
  "",
  0,
  null,
])("%s is not a time, and is refused", (value) => {
  expect(() => scalars.DateTime.parseValue(value)).toThrow(/ISO 8601/);
});

test("a time is written as ISO 8601 in UTC", () => {
  expect(scalars.DateTime.serialize(Date.UTC(2026, 0, 31, 8))).toBe("2026-01-31T08:00:00.000Z");
});

test.each([
  ["MinorUnits", [0, -1, Number.MAX_SAFE_INTEGER], [0.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, "1", null]],
  ["CurrencyCode", ["EUR", "JPY"], ["eur", "EURO", "ZZZ", "", 1]],
  ["CountryCode", ["DE", "GB", "US"], ["ZZ", "XX", "AA", "UK", "EU", "XK", "de", "DEU", "D1", "", 1]],
  ["Decimal", ["12.50", "-1", "0"], ["1.", ".5", "1e3", "NaN", "", 1.5]],
] as const)("%s takes what it promises and refuses everything else", (name, valid, invalid) => {
  for (const value of valid) expect(scalars[name].parseValue(value)).toBe(value);
  for (const value of invalid) expect(() => scalars[name].parseValue(value), String(value)).toThrow(/^Give/);
});
