/**
 * The GraphQL server of a subgraph: serves nothing, not even its schema, without the router's signature. Valid operations are executed as they
 * were compiled; Apollo Server answers everything else.
 */
import { ApolloServer, type ApolloServerOptionsWithGateway } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance } from "fastify";
import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
} from "graphql";
import type { CompiledOperation } from "../execution/compile.ts";
import { type ExecutionInput, executeCompiled } from "../execution/execute.ts";
import { graphPurpose, type Identity, type Origin, type Viewer } from "../identity/identity.ts";
import { sessionRefusal } from "../identity/revocation/graphql-session-check.ts";
import type { SessionCheck } from "../identity/revocation/session-check.ts";
import { openBudget, type RequestBudget, type RequestLimits } from "../runtime/request-budget.ts";
import { currentTrace } from "../runtime/trace.ts";
import { openDirectListener, type ResponseText } from "./direct-answers.ts";
import { maskError } from "./graphql-errors.ts";
import { type HttpServerOptions, identityOf, openHttpServer } from "./http-server.ts";
import { answerDirectly, type DirectAnswer, type DirectRequest, refuseDirectly } from "./in-process-entry.ts";
import { openOperations } from "./operations.ts";

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

export type GraphqlServer = {
  app: FastifyInstance;
  /** Answers the router of the same process as the listener does. */
  answer(request: DirectRequest): Promise<DirectAnswer>;
  close(): Promise<void>;
};

type GraphqlServerOptions = Omit<HttpServerOptions, "entry" | "purposeOf" | "budget"> & {
  limits?: RequestLimits;
  sessions: SessionCheck;
  unmaskErrors?: boolean;
};

/** Bounds parsing and validation. The router plans queries from at most 4,000 tokens of a client, and adds keys and type names to them. */
const maxTokens = 40_000;

/** Opens the server; `context` creates the subgraph's context of one request. */
export async function openGraphqlServer<Context extends RequestContext>(
  options: GraphqlServerOptions,
  schema: GraphQLSchema,
  context: (request: RequestContext) => Context,
): Promise<GraphqlServer> {
  const apollo = await startApollo(options, schema);
  const answerOthers = fastifyApolloHandler(apollo, {
    context: async (request) => context(requestContext(identityOf(request))),
  });
  const find = openOperations(schema, maxTokens);
  /** Executes a valid operation; undefined if the body has none. */
  const execute = async (body: unknown, identity: Identity): Promise<ResponseBody | undefined> => {
    const { query, operationName, variables } = readRequest(body);
    const operation = query === undefined ? undefined : find(query, operationName);
    if (!operation) return undefined;
    const made = context(requestContext(identity));
    const result = await executeChecked(options.sessions, operation, { context: made, variables });
    return responseBody(result, made.notes, options);
  };
  const executeAsText = async (body: unknown, identity: Identity): Promise<ResponseText | undefined> => {
    const given = await execute(body, identity);
    const isComplete = Boolean(given?.data) && !given?.errors && !given?.extensions;
    return given && { text: JSON.stringify(given), isComplete };
  };
  const app = openHttpServer({
    ...options,
    entry: "graphql",
    purposeOf: () => graphPurpose,
    budget: () => openBudget(options.runtime, options.limits),
    answerFirst: openDirectListener({ ...options, execute: executeAsText }, () => app),
  });
  app.post<{ Reply: string }>("/graphql", async function answer(request, reply) {
    const answer = await executeAsText(request.body, identityOf(request));
    if (!answer) return answerOthers.call(this, request, reply);
    return reply.type("application/json; charset=utf-8").send(answer.text);
  });
  let isClosing = false;
  const direct = {
    ...options,
    execute,
    refuse: (body: object, identity: Identity) => refuseDirectly(apollo, body, context(requestContext(identity))),
    isClosing: () => isClosing,
  };
  return {
    app,
    answer: (request) => answerDirectly(direct, request),
    close: async () => {
      isClosing = true;
      await app.close();
      await apollo.stop();
    },
  };
}

/** The body of a response; its data are made for it alone. */
type ResponseBody = { errors?: readonly GraphQLFormattedError[]; data?: unknown; extensions?: { replayed: true } };

/** The result in the form of the protocol. */
function responseBody(
  { data, errors }: ExecutionResult,
  { replayed }: RequestContext["notes"],
  options: GraphqlServerOptions,
): ResponseBody {
  return {
    ...(errors ? { errors: errors.map((error) => formatError(error, options)) } : {}),
    ...(data === undefined ? {} : { data }),
    ...(replayed ? { extensions: { replayed: true } } : {}),
  };
}

/** Starts Apollo Server for requests that are no valid operation, and so get a refusal. */
async function startApollo(
  options: GraphqlServerOptions,
  schema: GraphQLSchema,
): Promise<ApolloServer<RequestContext>> {
  const apollo = new ApolloServer<RequestContext>({
    gateway: validatorOf(schema),
    documentStore: null,
    introspection: true,
    persistedQueries: false,
    csrfPrevention: true,
    parseOptions: { maxTokens },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: options.log,
    formatError: (formatted, error) => maskError(formatted, error, options),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Gives Apollo Server the schema to validate with. It never executes: whatever is valid was executed before. */
function validatorOf(schema: GraphQLSchema): ApolloServerOptionsWithGateway<RequestContext>["gateway"] {
  return {
    load: async () => ({
      executor: async () => {
        throw new Error("graphql server: a valid operation was not executed");
      },
    }),
    onSchemaLoadOrUpdate: (listener) => {
      listener({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    stop: async () => undefined,
  };
}

type GraphqlRequest = {
  query: string | undefined;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>> | undefined;
};

const noRequest: GraphqlRequest = { query: undefined, operationName: undefined, variables: undefined };

/** The parts of a body that have the form of the protocol. */
function readRequest(body: unknown): GraphqlRequest {
  if (typeof body !== "object" || body === null) return noRequest;
  const query = "query" in body && typeof body.query === "string" ? body.query : undefined;
  const operationName =
    "operationName" in body && typeof body.operationName === "string" ? body.operationName : undefined;
  const given = "variables" in body ? (body.variables ?? {}) : {};
  if (!isRecord(given)) return noRequest;
  return { query, operationName, variables: given };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Executes for a viewer whose session is live; a revoked one gets the refusal, before any of it is executed. */
async function executeChecked(
  sessions: SessionCheck,
  operation: CompiledOperation,
  input: ExecutionInput & { context: RequestContext },
): Promise<ExecutionResult> {
  const isWrite = operation.operation.operation === OperationTypeNode.MUTATION;
  const verdict = await sessions.check(input.context.viewer, isWrite);
  if (verdict !== "live") return { errors: [sessionRefusal(verdict)] };
  return executeWithin(input.context.budget, operation, input);
}

/** Executes, but a request over its budget ends at once with that one error. */
function executeWithin(
  budget: RequestBudget | undefined,
  operation: CompiledOperation,
  input: ExecutionInput,
): ExecutionResult | Promise<ExecutionResult> {
  if (!budget) return executeCompiled(operation, input);
  budget.endsWithCaller = operation.operation.operation === OperationTypeNode.QUERY;
  return new Promise((resolve, reject) => {
    // A function literal assigned to a property is allocated in V8's old generation and keeps the request alive: a constant first.
    const end = (error: GraphQLError) => resolve({ data: null, errors: [error] });
    budget.onEnd = end;
    Promise.resolve(executeCompiled(operation, input)).then(resolve, reject);
  });
}

/** Formats an error as Apollo Server does. */
function formatError(error: GraphQLError, options: GraphqlServerOptions): GraphQLFormattedError {
  const isAboutVariable = error.nodes?.length === 1 && error.nodes[0]?.kind === Kind.VARIABLE_DEFINITION;
  const code = error.extensions.code ?? (isAboutVariable ? "BAD_USER_INPUT" : "INTERNAL_SERVER_ERROR");
  const { message, path, locations } = error.toJSON();
  const formatted = { message, ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  return maskError({ ...formatted, extensions: { ...error.extensions, code } }, error, options);
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
