/** Errors of a response: a hundred at most, which name each missing part. */
import { expect, test } from "vitest";
import { listErrors } from "../../src/operation/listed-errors.ts";

const errorAt = (...path: (string | number)[]) => ({ message: "", extensions: {}, path });
const range = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => errorAt("orders", "nodes", index, field));

test("up to a hundred errors are listed as they are", () => {
  const errors = [...range(50, "payments"), ...range(50, "customer")];
  expect(listErrors(errors)).toEqual(errors);
});

test("of more errors, each missing part has one in the list, in their order", () => {
  const errors = [...range(120, "payments"), ...range(120, "customer"), errorAt("shop")];
  const listed = listErrors(errors);
  expect(listed).toEqual([...range(98, "payments"), ...range(1, "customer"), errorAt("shop")]);
});

test("more missing parts than errors are cut", () => {
  const errors = Array.from({ length: 130 }, (_, index) => errorAt(`part${index}`));
  expect(listErrors(errors)).toEqual(errors.slice(0, 100));
});
