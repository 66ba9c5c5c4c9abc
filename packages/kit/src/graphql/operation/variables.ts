/** Limits of the variables of a request, checked before anything traverses them. */

import type { GraphQLError } from "graphql";
import { graphqlError } from "./coded-errors.ts";

/** Inputs of the shop's own schema nest four levels deep; its longest lists have some hundred entries. */
const maxDepth = 16;
export const maxValues = 5_000;

/** The refusal of variables that nest too deeply or have more than `most` values; no more of them are looked at. */
export function exceededVariables(
  variables: Readonly<Record<string, unknown>>,
  most: number = maxValues,
): GraphQLError | undefined {
  let level: unknown[] = [variables];
  let seen = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    seen += level.length;
    if (depth > maxDepth) return tooLarge(`nest at most ${maxDepth} levels`);
    if (seen > most) return tooLarge(`have at most ${most} values`);
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
  return undefined;
}

function tooLarge(limit: string): GraphQLError {
  return graphqlError("OPERATION_TOO_LARGE", `Variables may ${limit}.`);
}
