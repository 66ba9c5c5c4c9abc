/** Amounts as people type them: with comma or point by language, and what is no amount of the currency is none. */
import { expect, test } from "vitest";
import { readAmount } from "../shop/changes/typed-amount.ts";

const euro = { decimal: "0.01", currency: "EUR" };
const yen = { decimal: "1", currency: "JPY" };
const dinar = { decimal: "0.001", currency: "KWD" };

test.each([
  ["en", "84", euro, 8_400],
  ["en", "84.5", euro, 8_450],
  ["en", "1,084.50", euro, 108_450],
  ["en", "1,084", euro, 108_400],
  ["en", "84,50", euro, 8_450],
  ["de", "84,50", euro, 8_450],
  ["de", "1.084,50", euro, 108_450],
  ["de", "1.084", euro, 108_400],
  ["de", "84.50", euro, 8_450],
  ["de", " 1 084,5 ", euro, 108_450],
  ["de", "1'084.50", euro, 108_450],
  ["en", "1250", yen, 1_250],
  ["de", "1.250", yen, 1_250],
  ["en", "1.250", dinar, 1_250],
  ["de", "1.250", dinar, 1_250_000],
  ["en", "0", euro, 0],
] as const)("%s: %j is an amount", (language, typed, like, minor) => {
  expect(readAmount(typed, like, language)).toMatchObject({ minor, currency: like.currency });
});

test.each([
  ["en", "-1", euro],
  ["en", "1e3", euro],
  ["en", "84.505", euro],
  ["de", "84,505", euro],
  ["en", "1,0845", euro],
  ["en", "1.5", yen],
  ["en", "1.084.50", euro],
  ["en", "84 €", euro],
  ["en", "€84", euro],
  ["en", ".", euro],
  ["en", "84.", euro],
  ["en", "", euro],
  ["en", "9".repeat(20), euro],
  ["en", "٨٤", euro],
] as const)("%s: %j is none", (language, typed, like) => {
  expect(readAmount(typed, like, language)).toBeUndefined();
});

test("an amount has the digits of its currency", () => {
  expect(readAmount("84,5", euro, "de")?.decimal).toBe("84.50");
  expect(readAmount("1250", yen, "de")?.decimal).toBe("1250");
});
