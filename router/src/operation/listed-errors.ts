/** The errors that a response lists: a hundred at most, and at least the first one of each missing part. */
import type { ResponseError } from "../execution/response-errors.ts";

/** The most errors that a response lists; the extension `omittedErrors` counts the others. */
const maxErrors = 100;

/** Chooses the errors to list, in their order. Positions in lists make no parts of their own: a list may lack one field in each of its items. */
export function listErrors(errors: readonly ResponseError[]): readonly ResponseError[] {
  if (errors.length <= maxErrors) return errors;
  const parts = new Set<string>();
  const firsts: ResponseError[] = [];
  const others: ResponseError[] = [];
  for (const error of errors) {
    const part = error.path.filter((step) => typeof step === "string").join(".");
    (parts.has(part) ? others : firsts).push(error);
    parts.add(part);
  }
  const listed = new Set([...firsts, ...others].slice(0, maxErrors));
  return errors.filter((error) => listed.has(error));
}
