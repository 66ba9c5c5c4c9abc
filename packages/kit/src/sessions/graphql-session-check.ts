/** The refusals that the session check gives. */
import type { GraphQLError } from "graphql";
import { graphqlError } from "../graphql/operation/coded-errors.ts";

/** The refusals, as clients read them. */
export const sessionRefusals = {
  revoked: {
    code: "UNAUTHENTICATED",
    message: "This session has ended or its role has changed. Refresh it, or sign in again.",
  },
  unverifiable: {
    code: "SESSION_UNVERIFIABLE",
    message: "The shop cannot check your sign-in right now. Nothing was done: repeat the request after a second.",
    retryAfterMs: 1_000,
  },
} as const;

/** The refusal of an operation of a viewer whose session is not live. */
export function sessionRefusal(verdict: keyof typeof sessionRefusals): GraphQLError {
  const { code, message, ...more } = sessionRefusals[verdict];
  return graphqlError(code, message, more);
}
