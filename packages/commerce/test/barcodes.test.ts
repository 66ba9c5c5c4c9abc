/** Barcodes: each number with its check digit is taken however it is typed, and no other one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { readBarcode, spellingsOfBarcode } from "../src/barcodes.ts";

test.each([
  ["4006381333931", "4006381333931"],
  ["4 006381 333931", "4006381333931"],
  ["'4006381333931", "4006381333931"],
  ["４００６３８１３３３９３１", "4006381333931"],
  ["96385074", "96385074"],
  ["036000291452", "036000291452"],
  ["0036000291452", "036000291452"],
  ["00036000291452", "036000291452"],
  ["04006381333931", "4006381333931"],
  ["10614141000415", "10614141000415"],
  ["3-16-148410-x", "9783161484100"],
  ["0-8044-2957-x", "9780804429573"],
  ["978-3-16-148410-0", "9783161484100"],
])("%s is the barcode %s", (text, barcode) => {
  expect(readBarcode(text)).toBe(barcode);
});

test.each([
  "",
  "4006381333932",
  "400638133393",
  "4.00638E+12",
  "3-16-148410-1",
  "0-8044-2957-1",
  "12345678",
  "A006381333931",
])("%j is no barcode", (text) => {
  expect(readBarcode(text)).toBeUndefined();
});

test("one wrong digit is found, and each spelling of a barcode leads to it", () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(digits, fc.nat(11), fc.integer({ min: 1, max: 9 }), (some, place, by) => {
      const valid = Array.from({ length: 10 }, (_, check) => `${some.join("")}${check}`).filter((text) =>
        readBarcode(text),
      );
      expect(valid).toHaveLength(1);
      const [text = ""] = valid;
      const wrong = `${text.slice(0, place)}${(Number(text[place]) + by) % 10}${text.slice(place + 1)}`;
      expect(readBarcode(wrong)).toBeUndefined();
      const barcode = readBarcode(text) ?? "";
      expect(spellingsOfBarcode(barcode).map(readBarcode)).toEqual(spellingsOfBarcode(barcode).map(() => barcode));
    }),
  );
});
