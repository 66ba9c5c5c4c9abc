/** Limits of the variables of a request, checked before anything traverses them. */
import { codedError } from "@hansa/kit/runtime/errors";
import type { GraphQLError } from "graphql";

/** Inputs of the shop's own schema nest four levels deep; its longest lists have some hundred entries. */
const maxDepth = 16;
const maxValues = 5_000;

/** The refusal of variables that nest too deeply or have too many values; at most `maxValues` of them are looked at. */
export function exceededVariables(variables: Readonly<Record<string, unknown>>): GraphQLError | undefined {
  let level: unknown[] = [variables];
  let seen = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    seen += level.length;
    if (depth > maxDepth) return tooLarge(`nest at most ${maxDepth} levels`);
    if (seen > maxValues) return tooLarge(`have at most ${maxValues} values`);
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
  return undefined;
}

function tooLarge(limit: string): GraphQLError {
  return codedError("OPERATION_TOO_LARGE", `Variables may ${limit}.`);
}
