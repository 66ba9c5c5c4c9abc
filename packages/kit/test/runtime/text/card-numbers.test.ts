/** Card numbers in texts from outside. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { cardNumberWarnings } from "../../../src/runtime/refusals.ts";
import { hasCardNumber, hasPossibleCardNumber } from "../../../src/runtime/text/card-numbers.ts";

test.each([
  "4111111111111111",
  "4111 1111 1111 1111",
  "4111.1111.1111.1111",
  "4111-1111–1111/1111",
  "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
  "４１１１１１１１１１１１１１１１",
  "٤١١١١١١١١١١١١١١١",
  "४१११ ११११ ११११ ११११",
  "tok_4111111111111111",
  "card:4111111111111111 12/27 123",
  "pay with 378282246310005, please",
  "0 4111 1111 1111 1111",
])("%s contains a card number", (text) => {
  expect(hasCardNumber(text)).toBe(true);
});

test.each([
  "4111111111111112",
  "tok_ok",
  "000000000000",
  "call +49 151 1234 5674",
  "call 0151 1234 56782",
  "ord_01J9ZQ4M7W8X1234567890",
  "12345678901",
  "41111111111111111111111111",
  "order 1001 of 2026-11-21, 3 pieces",
])("%s contains none", (text) => {
  expect(hasCardNumber(text)).toBe(false);
  expect(hasPossibleCardNumber(text)).toBe(false);
});

/** The ranges of decision 44: the lengths, and the prefixes or their first and last. */
const cards: readonly [lengths: readonly number[], prefixes: readonly (number | [number, number])[]][] = [
  [[14], [[300, 305], 309, 36, 38, 39]],
  [[15], [34, 37]],
  [[16], [[2221, 2720], [3528, 3589], 4, [50, 58], 6]],
  [
    [17, 18, 19],
    [62, 6011, [644, 649], 65, [3528, 3589], 50, [56, 58], 63, 67],
  ],
  [[19], [4]],
];
const prefixesByLength = new Map<number, number[]>();
for (const [lengths, prefixes] of cards)
  for (const length of lengths)
    for (const prefix of prefixes) {
      const [first, last] = typeof prefix === "number" ? [prefix, prefix] : prefix;
      const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
      prefixesByLength.set(length, [...(prefixesByLength.get(length) ?? []), ...all]);
    }

/** A number of this length that begins with `prefix`, with the check digit of Luhn. */
function numberWith(prefix: string, length: number, filler: readonly number[]): string {
  const body = [...[...prefix].map(Number), ...filler].slice(0, length - 1);
  const sum = body.reduceRight((total, digit, index) => {
    const isDoubled = (body.length - index) % 2 === 1;
    return total + (isDoubled ? digit * 2 - (digit > 4 ? 9 : 0) : digit);
  }, 0);
  return [...body, (10 - (sum % 10)) % 10].join("");
}

const filler = fc.array(fc.nat({ max: 9 }), { minLength: 18, maxLength: 18 });
const separator = fc.constantFrom("", " ", "-", " - ", ".", "\u00a0", "\u2013", "/");
const zero = fc.constantFrom(0x30, 0x660, 0x966, 0xff10);
const around = fc.constantFrom("", "card ", "pay with: ", "12/27, ", "Nr. ", "Karte ");

/** The number in groups of four digits of a script, with a separator between them. */
function written(number: string, between: string, zeroOfScript: number): string {
  const groups = number.match(/\d{1,4}/g) ?? [];
  return groups.join(between).replace(/\d/g, (digit) => String.fromCodePoint(zeroOfScript + Number(digit)));
}

test("every number of every card range is found, in any script and with any separators", () => {
  let checked = 0;
  for (const [length, prefixes] of prefixesByLength) {
    const property = fc.property(filler, separator, zero, around, (digits, between, zeroOfScript, text) => {
      const prefix = prefixes[checked % prefixes.length];
      checked += 1;
      const number = numberWith(String(prefix), length, digits);
      expect([number, hasCardNumber(`${text}${written(number, between, zeroOfScript)}`)]).toEqual([number, true]);
    });
    fc.assert(property, { numRuns: 2 * prefixes.length });
  }
  expect(checked).toBeGreaterThan(1_200);
});

test("numbers of a card's length outside of the ranges are none, and still no token", () => {
  const property = fc.property(fc.integer({ min: 12, max: 19 }), filler, (length, digits) => {
    const number = numberWith("", length, digits);
    const isCard = (prefixesByLength.get(length) ?? []).some((prefix) => number.startsWith(String(prefix)));
    expect([number, hasCardNumber(number)]).toEqual([number, isCard]);
    if (!number.startsWith("0") || number.length > 15) expect(hasPossibleCardNumber(number)).toBe(!/^0+$/.test(number));
  });
  fc.assert(property, { numRuns: 2_000 });
});

test.each([
  "IMEI 351261435778918",
  "4527720405602",
  "ID 110101199003223760",
  "Tracking 6011000990139424",
  "tracking no.: 6011 0009 9013 9424",
  "Sendungsnummer 6011000990139424",
  "Sendungsverfolgungsnummer: 6011000990139424",
  "GLS-Paket 6011000990139424",
  "Seriennummer 4111 1111 1111 1111",
  "Serial number: ٤١١١١١١١١١١١١١١١",
  "Kunden-ID: 4111111111111111",
  "GTIN/EAN 4111111111111111",
  "ＩＭＥＩ 378282246310005",
  "501800000009",
])("%s has another number than that of a card", (text) => {
  expect(hasCardNumber(text)).toBe(false);
});

test.each([
  ["without the word", "6011000990139424"],
  ["with the word behind it", "6011000990139424 tracking"],
  ["with digits between", "Tracking 12 6011000990139424"],
  ["with another number between", "IMEI 351261435778918, 4111111111111111"],
  ["more than 24 characters behind the word", `Tracking ${"of this parcel or "}${".".repeat(25)} 6011000990139424`],
  ["behind a word with the same letters", "Ideas: 4111111111111111"],
  ["behind such a word in capitals", "PAID 4111111111111111, OCEAN 4111111111111111"],
])("a card number is found %s", (_where, text) => {
  expect(hasCardNumber(text)).toBe(true);
});

test("the word counts within 24 characters before the number", () => {
  const at = (distance: number) => `tracking${".".repeat(distance - "tracking".length)}6011000990139424`;
  expect([hasCardNumber(at(24)), hasCardNumber(at(25))]).toEqual([false, true]);
});

test("a note with a card number has a warning with its path", () => {
  expect(cardNumberWarnings("adjustments.0.note", "4111 1111 1111 1111")).toMatchObject([
    { code: "CARD_NUMBER", path: ["input", "adjustments", "0", "note"] },
  ]);
  for (const text of ["IMEI 351261435778918", "", null, undefined])
    expect(cardNumberWarnings("note", text)).toEqual([]);
});
