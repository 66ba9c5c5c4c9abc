/** The session check before a subgraph's resolvers, and the refusals that it gives. */
import type { ApolloServerPlugin } from "@apollo/server";
import { OperationTypeNode } from "graphql";
import { codedError } from "../../runtime/errors.ts";
import type { Viewer } from "../identity.ts";
import type { SessionCheck } from "./session-check.ts";

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

/** Refuses an operation of a revoked viewer before any of it is executed. */
export function checkSessions<Context extends { viewer: Viewer }>(sessions: SessionCheck): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ contextValue, operation }) => {
        const verdict = await sessions.check(contextValue.viewer, operation?.operation === OperationTypeNode.MUTATION);
        if (verdict === "live") return;
        const { code, message, ...more } = sessionRefusals[verdict];
        // The router reads the errors of an answer with status 200 only.
        throw codedError(code, message, { ...more, http: { status: 200 } });
      },
    }),
  };
}
