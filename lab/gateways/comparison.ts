/** Compares the answers of two gateways to one question: every place in which they differ. */
import { isDeepStrictEqual } from "node:util";
import type { GraphqlResult } from "../client/graphql-client.ts";

/** An answer as a client sees it; of an error, the parts that clients decide on and people read. */
export type Answer = {
  status: number;
  data: unknown;
  errors: { message: string; path?: (string | number)[] | undefined; code: unknown }[];
  extensions: Record<string, unknown>;
};

/** A question to a gateway, with its answer and that of our router. */
export type AnswerPair = { question: string; expected: unknown; found: unknown };

/** A place in which an answer differs: list positions are left out, so that one difference of a long list is one. */
export type Difference = { question: string; place: string; expected: unknown; found: unknown };

export function answerOf({ status, data, errors, extensions }: GraphqlResult<unknown>): Answer {
  return {
    status,
    data,
    errors: errors.map(({ message, path, extensions: more }) => ({ message, path, code: more?.code })),
    extensions,
  };
}

/** Every difference of the answers, once per place. */
export function findDifferences({ question, expected, found }: AnswerPair): Difference[] {
  const all = differencesAt("", expected, found).map((each) => ({ question, ...each }));
  if (all.length === 0 && JSON.stringify(expected) !== JSON.stringify(found))
    return [{ question, place: "order of fields", expected: JSON.stringify(expected), found: JSON.stringify(found) }];
  return [...new Map(all.map((each) => [each.place, each])).values()];
}

function differencesAt(place: string, expected: unknown, found: unknown): Omit<Difference, "question">[] {
  if (isDeepStrictEqual(expected, found)) return [];
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length)
    return expected.flatMap((each, index) => differencesAt(`${place}[]`, each, found[index]));
  if (!isFields(expected) || !isFields(found)) return [{ place, expected, found }];
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].flatMap((name) =>
    differencesAt(place === "" ? name : `${place}.${name}`, expected[name], found[name]),
  );
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keys of values that every purchase has for itself. */
const ownValues = new Set([
  "number",
  "invoiceNumber",
  "guestToken",
  "reservedUntil",
  "accessToken",
  "refreshToken",
  "expiresAt",
  "clientSecret",
]);
const idOfKind = /^([a-z]+)_[\w-]{8,}$/;

/** The value with ids, numbers, tokens and times of a purchase replaced by what they are. */
export function maskOwnValues(value: unknown, key = ""): unknown {
  if (value === null || value === undefined) return value;
  if (ownValues.has(key)) return `(${key})`;
  if (typeof value === "string") return value.replace(idOfKind, "($1)");
  if (Array.isArray(value)) return value.map((each) => maskOwnValues(each));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskOwnValues(inner, name)]));
}
