/** Formats of amounts and countries in both languages. */
import { expect, test } from "vitest";
import { formatAmount, formatCountry } from "../src/format/index.ts";

test.each([
  [{ decimal: "19.90", currency: "EUR" }, "en", "€19.90"],
  [{ decimal: "1234.5", currency: "EUR" }, "de", "1.234,50\u00a0€"],
  [{ decimal: "1500", currency: "JPY" }, "en", "¥1,500"],
  [{ decimal: "90071992547409.93", currency: "USD" }, "en", "$90,071,992,547,409.93"],
])("%j in %s", (amount, language, text) => {
  expect(formatAmount(amount, language)).toBe(text);
});

test("a country has its name, or its code where it has none", () => {
  expect(formatCountry("DE", "en")).toBe("Germany");
  expect(formatCountry("DE", "de")).toBe("Deutschland");
  expect(formatCountry("QQ", "en")).toBe("QQ");
});
