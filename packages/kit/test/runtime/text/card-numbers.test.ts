/** Card numbers in texts from outside. */
import { expect, test } from "vitest";
import { hasCardNumber } from "../../../src/runtime/text/card-numbers.ts";

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
