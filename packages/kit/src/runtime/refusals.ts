/** Refusals: expected failures, returned as values of the schema. The function that wrote before a refusal rolls back when it is returned. */

import { hasCardNumber } from "./text/card-numbers.ts";

/** A member of a result union that implements `UserError`. */
export type Refusal<Name extends string = string> = {
  __typename: Name;
  code: string;
  message: string;
  path: string[] | null;
};

/** Whether a rule has returned a refusal instead of its result. */
export function isRefusal<T>(value: T): value is Extract<T, Refusal> {
  return typeof value === "object" && value !== null && "__typename" in value && "code" in value;
}

export type InputProblem = { path: string[]; code: string; message: string };

/** The refusal for an object that does not exist or is not the viewer's: the two look the same. */
export function notFound(what: string, path: string[] | null = null) {
  return refusal("NotFoundError", "NOT_FOUND", `There is no such ${what}.`, path);
}

/** The refusal that lists all problems of the input. */
export function invalid(problems: readonly InputProblem[]) {
  const [first] = problems;
  if (!first) throw new Error("a validation error needs at least one problem");
  const message = problems.length === 1 ? first.message : `${problems.length} things in the input cannot be.`;
  return { ...refusal("ValidationError", "INVALID", message, first.path), problems: [...problems] };
}

/** One problem of one field of the input; `path` is written with dots. */
export function problem(path: string, code: string, message: string): InputProblem {
  return { path: ["input", ...path.split(".")], code, message };
}

/** The warning about a note that was stored although it may have the number of a card. `path` is written with dots. */
export function cardNumberWarnings(path: string, text: string | null | undefined): InputProblem[] {
  if (!text || !hasCardNumber(text)) return [];
  return [problem(path, "CARD_NUMBER", "This may be the number of a payment card, which a note must not have.")];
}

/** The refusal of an idempotency key that was used with other arguments. */
export function keyReused() {
  const message = "This key was used before, with other arguments. Use a new key for a new intention.";
  return refusal("IdempotencyKeyReusedError", "IDEMPOTENCY_KEY_REUSED", message, ["input", "idempotencyKey"]);
}

/** The refusal while the first request with this key is still running. */
export function keyInProgress(retryAfterMs: number) {
  const message = "The first request with this key is still running. Repeat it in a moment.";
  return {
    ...refusal("IdempotencyInProgressError", "IDEMPOTENCY_IN_PROGRESS", message, ["input", "idempotencyKey"]),
    retryAfterMs,
  };
}

/** Makes a refusal, to which its own fields are added. */
export function refusal<Name extends string>(
  name: Name,
  code: string,
  message: string,
  path: string[] | null = null,
): Refusal<Name> {
  return { __typename: name, code, message, path };
}
