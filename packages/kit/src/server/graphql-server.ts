/** The GraphQL server of a subgraph: serves nothing, not even its schema, without the router's signature. */
import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type BaseContext,
} from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance } from "fastify";
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";
import { LRUCache } from "lru-cache";
import { type CompiledOperation, compileOperation } from "../execution/compile.ts";
import { type ExecutionInput, executeCompiled } from "../execution/execute.ts";
import { graphPurpose, type Identity, type Origin, type Viewer } from "../identity/identity.ts";
import { checkSessions } from "../identity/revocation/graphql-session-check.ts";
import type { SessionCheck } from "../identity/revocation/session-check.ts";
import { AmountTooLargeError } from "../money.ts";
import { isErrorCode } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";
import { openBudget, type RequestBudget, type RequestLimits } from "../runtime/request-budget.ts";
import { currentTrace, type Trace } from "../runtime/trace.ts";
import { type HttpServerOptions, identityOf, openHttpServer } from "./http-server.ts";

/** The context of a request, common to all subgraphs. */
export type RequestContext = {
  viewer: Viewer;
  /** Checkout ids and guest tokens that the client presented. */
  guest: readonly string[];
  requestId: string;
  /** The origin of the request; nulls where it is unknown. */
  from: Origin;
  /** Notes that become extensions of the response. */
  notes: { replayed: boolean };
  /** The budget of the request; absent where nothing limits the work. */
  budget?: RequestBudget | undefined;
};

export type GraphqlServer = { app: FastifyInstance; close(): Promise<void> };

/** Opens the server; `context` creates the subgraph's context of one request. */
export async function openGraphqlServer<Context extends RequestContext>(
  options: Omit<HttpServerOptions, "entry" | "purposeOf" | "budget"> & {
    limits?: RequestLimits;
    sessions: SessionCheck;
    unmaskErrors?: boolean;
  },
  schema: GraphQLSchema,
  context: (request: RequestContext) => Context,
): Promise<GraphqlServer> {
  const apollo = new ApolloServer<Context>({
    gateway: boundedExecutor(schema),
    // Apollo Server prints the whole schema for the prefix of its keys in a store.
    documentStore: null,
    introspection: true,
    persistedQueries: false,
    csrfPrevention: true,
    // Bounds parsing and validation. The router plans queries from at most 4,000 tokens of a client, and adds keys and type names to them.
    parseOptions: { maxTokens: 40_000 },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: options.log,
    formatError: (formatted, error) => maskError(formatted, error, options),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      reuseDocuments(documentsOf(schema)),
      noteReplays(),
      checkSessions(options.sessions),
    ],
  });
  await apollo.start();
  const app = openHttpServer({
    ...options,
    entry: "graphql",
    purposeOf: () => graphPurpose,
    budget: () => openBudget(options.runtime, options.limits),
  });
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

type Documents = LRUCache<string, DocumentNode>;

/** Validated documents by schema: servers of one process that serve the same schema share them. */
const documents = new WeakMap<GraphQLSchema, Documents>();
/** The most memory that documents of one schema take, in bytes. */
const documentBytes = 32 * 2 ** 20;
/** The memory of a parsed document, in bytes for each character of its text: measured. */
const bytesPerCharacter = 110;

function documentsOf(schema: GraphQLSchema): Documents {
  const known = documents.get(schema);
  if (known) return known;
  const made: Documents = new LRUCache({
    maxSize: documentBytes,
    sizeCalculation: ({ loc }) => 1 + (loc?.end ?? 0) * bytesPerCharacter,
  });
  documents.set(schema, made);
  return made;
}

/** Parses and validates each text once: Apollo Server skips both for a request that has its document already. */
function reuseDocuments(known: Documents): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveSource: async (request) => void Object.assign(request, { document: known.get(request.queryHash) }),
      didResolveOperation: async ({ queryHash, document }) => void known.set(queryHash, document),
    }),
  };
}

/** Executes as Apollo Server does, but a request over its budget ends at once with that one error. */
function boundedExecutor(schema: GraphQLSchema): ApolloServerOptionsWithGateway<BaseContext>["gateway"] {
  return {
    load: async () => ({
      executor: async ({ document, operation, request, context }) =>
        executeWithin(currentTrace()?.budget, compiledOperation(schema, document, operation), {
          context,
          variables: request.variables,
        }),
    }),
    onSchemaLoadOrUpdate: (listener) => {
      listener({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    stop: async () => undefined,
  };
}

/** Compiled operations, for as long as their documents are kept. */
const compiled = new WeakMap<OperationDefinitionNode, CompiledOperation>();

function compiledOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation {
  const known = compiled.get(operation);
  if (known?.schema === schema) return known;
  const made = compileOperation(schema, document, operation);
  compiled.set(operation, made);
  return made;
}

async function executeWithin(
  budget: RequestBudget | undefined,
  operation: CompiledOperation,
  input: ExecutionInput,
): Promise<ExecutionResult> {
  if (!budget) return executeCompiled(operation, input);
  budget.endsWithCaller = operation.operation.operation === OperationTypeNode.QUERY;
  const refused = new Promise<ExecutionResult>((resolve) => {
    budget.onEnd = (error) => resolve({ data: null, errors: [error] });
  });
  return Promise.race([executeCompiled(operation, input), refused]);
}

function requestContext({ viewer, guest, requestId, from }: Identity): RequestContext {
  return {
    viewer,
    guest,
    requestId,
    from: from ?? { address: null, agent: null },
    notes: { replayed: false },
    budget: currentTrace()?.budget,
  };
}

/** Requests with a logged error: an error in each of a thousand entities is one line. */
const logged = new WeakSet<Trace>();

/** The log level of the current request's next error: error for its first, debug for the others. */
function levelOfError(): "error" | "debug" {
  const trace = currentTrace();
  if (trace && logged.has(trace)) return "debug";
  if (trace) logged.add(trace);
  return "error";
}

/**
 * Masks errors: coded ones pass unchanged; all others become one sentence, and the first is logged in full. With `unmaskErrors`, the
 * response also shows the original error.
 */
function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  { log, unmaskErrors = false }: { log: Log; unmaskErrors?: boolean },
): GraphQLFormattedError {
  const { code } = formatted.extensions ?? {};
  if (code === "STORE_UNAVAILABLE")
    log[levelOfError()]({ err: unwrapResolverError(error) }, "graphql server: store unavailable");
  if (isErrorCode(code) && code !== "INTERNAL_SERVER_ERROR") return formatted;
  const original = unwrapResolverError(error);
  if (original instanceof AmountTooLargeError)
    return { ...formatted, message: original.message, extensions: { code: "BAD_USER_INPUT" } };
  log[levelOfError()]({ err: original, path: formatted.path?.join(".") }, "graphql server: resolver failed");
  return {
    message: "Something broke on our side.",
    ...(formatted.path ? { path: formatted.path } : {}),
    extensions: { code: "INTERNAL_SERVER_ERROR", ...(unmaskErrors ? { debug: debugInformation(original) } : {}) },
  };
}

function debugInformation(thrown: unknown): { message: string; stack: string[] } {
  if (!(thrown instanceof Error)) return { message: String(thrown), stack: [] };
  const frames = thrown.stack?.split("\n") ?? [];
  return { message: thrown.message, stack: frames.map((line) => line.trim()).filter((line) => line.startsWith("at ")) };
}

/** Adds `replayed` to the extensions if a mutation returned the stored response of an earlier request with the same key. */
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
