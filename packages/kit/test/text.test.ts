/** Texts from outside: forbidden characters and payment card numbers. */
import { expect, test } from "vitest";
import { hasCardNumber, hasUnsafeCharacter, hasUnsafeCharacterInLines } from "../src/text.ts";

test.each([
  "\0",
  "\u001b",
  "\u007f",
  "\u0085",
  "\u2028",
  "\u2029",
  "\u200f",
  "\u061c",
  "\u202e",
  "\u2066",
  "\ud800",
  "\ufdd0",
  "\u{1ffff}",
])("texts must not contain the character %j", (character) => {
  expect(hasUnsafeCharacter(`a${character}b`)).toBe(true);
  expect(hasUnsafeCharacterInLines(`a${character}b`)).toBe(true);
});

test.each(["\n", "\r\n", "\t"])("only a text of several lines may contain %j", (character) => {
  expect(hasUnsafeCharacter(`a${character}b`)).toBe(true);
  expect(hasUnsafeCharacterInLines(`a${character}b`)).toBe(false);
});

test.each(["Straße 5", "نص عربي", "Łódź", "👩‍👩‍👧", "co\u0301te\u0301", "東京"])("%s is accepted", (text) => {
  expect(hasUnsafeCharacter(text)).toBe(false);
});

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
  "501800000009",
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
});
