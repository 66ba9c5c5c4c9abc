/** Leaf values of a response, checked by the type of the client's schema: a service may send any JSON. */
import { type GraphQLLeafType, isEnumType } from "graphql";
import { isFailure } from "./data/data.ts";
import { ExactNumber } from "./data/exact-numbers.ts";

/** The value for the client; undefined for one that the type does not have, and for null. */
export type CompleteLeaf = (value: unknown) => unknown;

const [minInt, maxInt] = [-(2 ** 31), 2 ** 31 - 1];

const builtIn: Readonly<Record<string, CompleteLeaf>> = {
  String: (value) => (typeof value === "string" ? value : undefined),
  ID: (value) =>
    typeof value === "string" ? value : Number.isSafeInteger(value) ? String(value) : wholeDigitsOf(value),
  Boolean: (value) => (typeof value === "boolean" ? value : undefined),
  Int: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= minInt && value <= maxInt ? value : undefined,
  Float: (value) => finiteOrNone(value instanceof ExactNumber ? Number(value.digits) : value),
};

function wholeDigitsOf(value: unknown): string | undefined {
  return value instanceof ExactNumber && /^-?\d+$/.test(value.digits) ? value.digits : undefined;
}

/** A `Float` is what JavaScript reads: to round more digits is its meaning. */
function finiteOrNone(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** How values of this type are completed. A custom scalar may be any JSON, and keeps the digits of its numbers. */
export function leafCompleter(type: GraphQLLeafType): CompleteLeaf {
  if (!isEnumType(type)) return builtIn[type.name] ?? completeAny;
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value) => (names.has(value) ? value : undefined);
}

function completeAny(value: unknown): unknown {
  return value === null || isFailure(value) ? undefined : value;
}
