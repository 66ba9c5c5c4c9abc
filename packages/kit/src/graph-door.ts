/** The GraphQL door of a subgraph: not even its schema is given to whoever does not carry the router's signature. */
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance } from "fastify";
import type { GraphQLFormattedError, GraphQLSchema } from "graphql";
import { isErrorCode } from "./errors.ts";
import { type DoorOptions, identityOf, openDoor } from "./http-door.ts";
import { graphPurpose, type Identity, type Origin, type Viewer } from "./identity.ts";
import type { Log } from "./log.ts";

/** What every subgraph's context carries about the request it serves. */
export type RequestContext = {
  viewer: Viewer;
  /** Checkout ids and guest tokens that the client presented. */
  guest: readonly string[];
  requestId: string;
  /** Where the request came from; nulls where nobody knows. */
  from: Origin;
  /** What the answer says beside its data. */
  notes: { replayed: boolean };
};

export type GraphDoor = { app: FastifyInstance; close(): Promise<void> };

/** Opens the door; `context` makes the subgraph's context of one request. */
export async function openGraphDoor<Context extends RequestContext>(
  options: Omit<DoorOptions, "door" | "purposeOf">,
  schema: GraphQLSchema,
  context: (request: RequestContext) => Context,
): Promise<GraphDoor> {
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    persistedQueries: false,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: options.log,
    formatError: (formatted, error) => maskError(formatted, error, options.log),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      noteReplays(),
    ],
  });
  await apollo.start();
  const app = openDoor({ ...options, door: "graphql", purposeOf: () => graphPurpose });
  const handler = fastifyApolloHandler(apollo, {
    context: async (request) => context(requestContext(identityOf(request))),
  });
  app.post("/graphql", handler);
  return {
    app,
    close: async () => {
      await app.close();
      await apollo.stop();
    },
  };
}

function requestContext({ viewer, guest, requestId, from }: Identity): RequestContext {
  return { viewer, guest, requestId, from: from ?? { address: null, agent: null }, notes: { replayed: false } };
}

/** Lets coded faults through as they are; everything else is logged in full and leaves as one sentence. */
function maskError(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  const { code } = formatted.extensions ?? {};
  if (code === "STORE_UNAVAILABLE") log.error({ err: unwrapResolverError(error) }, "the store is out of order");
  if (isErrorCode(code) && code !== "INTERNAL_SERVER_ERROR") return formatted;
  log.error({ err: unwrapResolverError(error), path: formatted.path?.join(".") }, "a resolver failed");
  return {
    message: "Something broke on our side.",
    ...(formatted.path ? { path: formatted.path } : {}),
    extensions: { code: "INTERNAL_SERVER_ERROR" },
  };
}

/** Says in `extensions` that a mutation's answer is that of an earlier request with the same key. */
function noteReplays<Context extends RequestContext>(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ contextValue, response }) => {
        if (response.body.kind !== "single" || !contextValue.notes.replayed) return;
        response.body.singleResult.extensions = { ...response.body.singleResult.extensions, replayed: true };
      },
    }),
  };
}
