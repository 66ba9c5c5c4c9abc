/** Apollo Server of a subgraph: executes with graphql-js all but fetches of our router, and words the refusal of what is no valid operation. */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ApolloServer, type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import type { DocumentNode, GraphQLError, GraphQLSchema } from "graphql";
import { maxVariableErrors } from "../../execution/execute.ts";
import { measureBody } from "../../graphql/body-size.ts";
import { coerceVariables, variableErrors } from "../../graphql/operation/coerce-variables.ts";
import type { Log } from "../../runtime/log.ts";
import type { Metrics } from "../../runtime/metrics.ts";
import { requestLimits } from "../../runtime/request-budget.ts";
import { currentTrace } from "../../runtime/trace.ts";
import type { SessionCheck } from "../../sessions/session-check.ts";
import { extensionsOf, type RequestContext } from "./context.ts";
import { maxTokens } from "./document-cache.ts";
import { formatError, maskError } from "./errors.ts";
import {
  type GraphqlCall,
  type GraphqlResponse,
  oversizedBody,
  type Parameters,
  type ResponseBody,
  refuseOperation,
} from "./graphql-call.ts";

export type ApolloOptions<Context extends RequestContext> = {
  log: Log;
  metrics: Pick<Metrics, "countOversized">;
  sessions: SessionCheck;
  /** Whether responses show the original error, for developers only. */
  unmaskErrors: boolean;
  /** Builds the schema once more: Apollo Server's own, whose resolvers its plugins may replace. */
  buildSchema(): GraphQLSchema;
  plugins: readonly ApolloServerPlugin<Context>[];
};

type ApolloExecution<Context> = {
  /** Executes a request. `document` is that of its query, if it was found to be valid. */
  execute(
    call: GraphqlCall,
    parameters: Parameters,
    prepared: { context: Context; document: DocumentNode | undefined },
  ): Promise<GraphqlResponse>;
  stop(): Promise<void>;
};

/** Opens Apollo Server; it starts, with a schema of its own, when the first request comes. */
export function openApollo<Context extends RequestContext>(options: ApolloOptions<Context>): ApolloExecution<Context> {
  /** The documents of the requests in progress, by the hash of their text. */
  const found = new Map<string, DocumentNode>();
  let started: Promise<ApolloServer<Context>> | undefined;
  return {
    execute: async (call, parameters, { context, document }) => {
      started ??= startApollo(options, found);
      const apollo = await started;
      const run = async () => {
        const response = await answerOverHttp(apollo, call, context);
        return { ...response, isHeld: context.notes.isHeld && !context.isSigned };
      };
      if (!document || parameters.query === undefined) return run();
      const hash = createHash("sha256").update(parameters.query).digest("hex");
      found.set(hash, document);
      try {
        return await run();
      } finally {
        found.delete(hash);
      }
    },
    stop: async () => {
      await (await started)?.stop();
    },
  };
}

async function answerOverHttp<Context extends RequestContext>(
  apollo: ApolloServer<Context>,
  { http: { method, headers }, body }: GraphqlCall,
  context: Context,
): Promise<GraphqlResponse> {
  const request = { method, search: "", headers: headersOf(headers), body };
  const reply = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: request, context: async () => context });
  if (reply.body.kind !== "complete") throw new Error("apollo: a response in parts");
  const { status = 200, headers: sent } = reply;
  return { status, headers: [...sent].flat(), body: reply.body.string };
}

async function startApollo<Context extends RequestContext>(
  options: ApolloOptions<Context>,
  found: ReadonlyMap<string, DocumentNode>,
): Promise<ApolloServer<Context>> {
  const apollo = new ApolloServer<Context>({
    schema: options.buildSchema(),
    // Documents that were found valid are neither parsed nor validated again. A key is the hash of the schema, a colon and the hash of the text.
    documentStore: {
      get: async (key) => found.get(key.slice(key.indexOf(":") + 1)),
      set: async () => undefined,
      delete: async () => undefined,
    },
    introspection: true,
    persistedQueries: false,
    csrfPrevention: true,
    parseOptions: { maxTokens },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: options.log,
    formatError: (formatted, error) => maskError(formatted, error, options),
    stringifyResult: (result) => stringifyWithin(options, result),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      guard(options),
      ...options.plugins,
    ],
  });
  await apollo.start();
  return apollo;
}

/** Writes a result as text, if its caller takes it: a name or a text that stands in many objects is one reference until then. */
function stringifyWithin({ metrics }: Pick<ApolloOptions<RequestContext>, "metrics">, result: ResponseBody): string {
  const { responseBytes } = currentTrace()?.budget ?? requestLimits;
  const text = fits(result, responseBytes) ? `${JSON.stringify(result)}\n` : undefined;
  // Its characters may be within the limit, and not its bytes.
  if (text !== undefined && Buffer.byteLength(text) <= responseBytes) return text;
  return `${JSON.stringify(oversizedBody(metrics, result.extensions))}\n`;
}

/** Whether a result is no larger and nests no deeper than a response may. */
function fits(result: object, responseBytes: number): boolean {
  return measureBody(result, responseBytes) <= responseBytes;
}

/** The guard of every execution, before any other plugin can answer. */
function guard<Context extends RequestContext>(options: ApolloOptions<Context>): ApolloServerPlugin<Context> {
  const refuse = (status: number, refusals: readonly GraphQLError[]): GraphQLResponse => ({
    http: { status, headers: new HeaderMap() },
    body: { kind: "single", singleResult: { errors: refusals.map((error) => formatError(error, options)) } },
  });
  return {
    requestDidStart: async () => ({
      responseForOperation: async ({ schema, operation, request, contextValue }) => {
        // A request without an operation is refused by Apollo Server.
        if (!operation) return null;
        const refusal = await refuseOperation(options.sessions, contextValue, operation.operation);
        if (refusal) return refuse(200, [refusal]);
        // graphql-js would repeat a whole variable in each message about it.
        const { variableDefinitions = [] } = operation;
        const coercion = coerceVariables(schema, variableDefinitions, request.variables ?? {}, {
          most: maxVariableErrors,
        });
        return "problems" in coercion ? refuse(400, variableErrors(coercion.problems)) : null;
      },
      willSendResponse: async ({ contextValue, response: { body } }) => {
        const extensions = extensionsOf(contextValue);
        if (!extensions || body.kind !== "single") return;
        body.singleResult.extensions = { ...body.singleResult.extensions, ...extensions };
      },
    }),
  };
}

function headersOf(headers: IncomingHttpHeaders): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) map.set(name, String(value));
  return map;
}
