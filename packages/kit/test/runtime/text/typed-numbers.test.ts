/** Typed numbers: only digits count, of any script; of codes letters and digits. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { hasLetterBeforeDigits, typedCode, typedDigits } from "../../../src/runtime/text/typed-numbers.ts";

test.each([
  ["100230", "100230"],
  ["#100230", "100230"],
  ["Nr. 100 230", "100230"],
  ["１００２３０", "100230"],
  ["١٠٠٢٣٠", "100230"],
  ["१००२३०", "100230"],
  ["①⓪⓪②③⓪", "100230"],
  ["100001-4711", "1000014711"],
  ["order no. 100.001–4711 ", "1000014711"],
  ["000042", "42"],
  ["0", "0"],
  ["000", "0"],
  [`${"0".repeat(30)}7`, "7"],
  ["12345678901234567890", "12345678901234567890"],
  ["123456789012345678901", undefined],
  ["no idea", undefined],
  ["", undefined],
  ["½", "12"],
])("the typed number %j has the digits %j", (text, digits) => {
  expect(typedDigits(text)).toBe(digits);
});

test("signs, blanks and letters around and between the digits never count", () => {
  const noise = fc.string({
    unit: fc.constantFrom(" ", "#", "-", ".", "/", "N", "º", "\u00a0", "番", "é"),
    maxLength: 4,
  });
  const digits = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(String);
  fc.assert(
    fc.property(digits, fc.array(noise, { minLength: 17, maxLength: 17 }), (number, noises) => {
      const typed = [...number].map((digit, index) => `${noises[index]}${digit}`).join("") + noises[16];
      expect(typedDigits(typed)).toBe(number);
    }),
  );
});

test.each([
  ["C000001", true],
  ["c 1", true],
  ["Credit note C-000 001", true],
  ["Ｃ０００００１", true],
  ["000001", false],
  ["Doc 000001", false],
  ["C", false],
])("the typed number %j has a C before its digits: %j", (text, hasC) => {
  expect(hasLetterBeforeDigits(text, "C")).toBe(hasC);
});

test.each([
  ["jd-00 01", "JD0001"],
  ["ＪＤ００٠١", "JD0001"],
  ["1Z 999 AA1 01 2345 6784", "1Z999AA10123456784"],
  ["--", ""],
])("the typed code %j is %j", (text, code) => {
  expect(typedCode(text)).toBe(code);
});
