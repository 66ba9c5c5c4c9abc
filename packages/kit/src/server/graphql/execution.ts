/** Execution of one GraphQL request: fetches of our router as they were compiled, everything else by Apollo Server, both under the same guard. */
import { type DocumentNode, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";
import type { CompiledOperation } from "../../execution/compile.ts";
import { type Allowance, executeCompiled } from "../../execution/execute.ts";
import { measureBody } from "../../graphql/body-size.ts";
import { toGraphqlError } from "../../graphql/operation/coded-errors.ts";
import { findOperationFault } from "../../graphql/operation/faults.ts";
import { exceededMutations, type MutationLimits, noMutationLimits } from "../../graphql/operation/limits.ts";
import type { CodedError } from "../../runtime/errors.ts";
import type { Metrics } from "../../runtime/metrics.ts";
import { endOnSize, isLarge, type RequestBudget } from "../../runtime/request-budget.ts";
import { currentTrace } from "../../runtime/trace.ts";
import { takeTurn } from "../../runtime/turns.ts";
import { describeSpan, failSpan } from "../../tracing/spans.ts";
import { type ApolloOptions, openApollo } from "./apollo.ts";
import { extensionsOf, type RequestContext, requestContext } from "./context.ts";
import { openDocuments } from "./document-cache.ts";
import { formatError } from "./errors.ts";
import {
  type GraphqlCall,
  type GraphqlResponse,
  jsonResponse,
  oversizedBody,
  type Parameters,
  type ResponseBody,
  readParameters,
  refuseOperation,
} from "./graphql-call.ts";

export type ExecutionOptions<Context extends RequestContext> = ApolloOptions<Context> & {
  metrics: Pick<Metrics, "countExecution" | "countOversized">;
  schema: GraphQLSchema;
  /** Whether fetches of our router are executed as they were compiled; otherwise Apollo Server executes them too. */
  isCompiled: boolean;
  /** How often mutations may stand in one operation; no limits of their own if absent. */
  mutationLimits?: MutationLimits;
  /** Creates the subgraph's context of one request. */
  context(request: RequestContext): Context;
};

export type Execution = {
  /** Executes a request. Rejects with faults of ours only. */
  execute(call: GraphqlCall): Promise<GraphqlResponse>;
  stop(): Promise<void>;
};

/** The most characters of an operation's name in a span. */
const maxNameLength = 100;

/** Opens the execution of a schema. Apollo Server starts with the first request that it executes. */
export function openExecution<Context extends RequestContext>(options: ExecutionOptions<Context>): Execution {
  const { mutationLimits = noMutationLimits } = options;
  const find = openDocuments(options.schema, (document) => exceededMutations(document, mutationLimits));
  const apollo = openApollo(options);
  return {
    execute: (call) => {
      const parameters = readParameters(call.body);
      const { query, operationName, variables = {} } = parameters;
      if (operationName) describeSpan({ "graphql.operation.name": operationName.slice(0, maxNameLength) });
      const check = (document: DocumentNode) => findOperationFault(document, variables, mutationLimits);
      const found = query === undefined ? undefined : find(query, call.kind === "unsigned" ? check : undefined);
      if (found instanceof GraphQLError)
        return Promise.resolve(jsonResponse(400, { errors: [formatError(found, options)] }));
      const operation = call.kind === "fetch" && options.isCompiled ? found?.compiled(operationName) : undefined;
      options.metrics.countExecution(operation ? "compiled" : "apollo-server");
      const origin = { isSigned: call.kind !== "unsigned", budget: call.budget };
      const newContext = () => options.context(requestContext(call.identity, origin));
      const execute = operation
        ? () =>
            executeInTurn(operation, call.budget, () =>
              executeFetch(options, operation, parameters, { context: newContext(), budget: call.budget }),
            )
        : () => apollo.execute(call, parameters, { context: newContext(), document: found?.document });
      return untilEnded(call.budget, execute, (error) =>
        jsonResponse(200, { data: null, errors: [formatError(toGraphqlError(error), options)] }),
      );
    },
    stop: apollo.stop,
  };
}

/** The operations whose last execution made a large request. */
const largeOperations = new WeakSet<CompiledOperation>();

/**
 * Executes; where the last request for the operation was a large one, not before the turn of this one. A request that waited when it has begun
 * would be promoted to V8's old generation, and until the next full collection all that it makes afterwards would be promoted with it.
 */
async function executeInTurn<Response>(
  operation: CompiledOperation,
  budget: RequestBudget,
  execute: () => Promise<Response>,
): Promise<Response> {
  if (largeOperations.has(operation)) await takeTurn(budget);
  const response = await execute();
  if (isLarge(budget)) largeOperations.add(operation);
  else largeOperations.delete(operation);
  return response;
}

/** Executes a compiled operation. */
async function executeFetch<Context extends RequestContext>(
  options: ExecutionOptions<Context>,
  operation: CompiledOperation,
  { variables }: Parameters,
  { context, budget }: { context: Context; budget: RequestBudget },
): Promise<GraphqlResponse> {
  const refusal = await refuseOperation(options.sessions, context, operation.operation.operation);
  const allowance = { characters: budget.responseBytes };
  const input = { context, variables, allowance };
  const { data, errors } = refusal ? { errors: [refusal] } : await executeCompiled(operation, input);
  if (errors?.[0]) failSpan(String(errors[0].extensions.code ?? "INTERNAL_SERVER_ERROR"));
  const extensions = extensionsOf(context);
  const listed = formatWithin(allowance, errors ?? [], options);
  if (!listed) {
    // Resolvers that still wait do nothing more.
    endOnSize(budget);
    return jsonResponse(200, oversizedBody(options.metrics, extensions));
  }
  const statements = currentTrace()?.statements?.list();
  const body: ResponseBody = {
    ...(errors ? { errors: listed } : {}),
    ...(data === undefined ? {} : { data }),
    ...(extensions || statements ? { extensions: { ...extensions, ...(statements ? { statements } : {}) } } : {}),
  };
  // As with Apollo Server: variables that do not fit are a fault of the request.
  const status = data === undefined && !refusal ? 400 : 200;
  return jsonResponse(status, body);
}

/** The errors as they are sent; undefined once they, or the data before them, exceed the allowance: each may have a path as long as a page. */
function formatWithin(
  { characters }: Allowance,
  errors: readonly GraphQLError[],
  options: Pick<ApolloOptions<RequestContext>, "log" | "unmaskErrors">,
): GraphQLFormattedError[] | undefined {
  const listed: GraphQLFormattedError[] = [];
  let left = characters;
  for (const error of errors) {
    if (left < 0) break;
    const formatted = formatError(error, options);
    left -= measureBody(formatted, left);
    listed.push(formatted);
  }
  return left < 0 ? undefined : listed;
}

/** Executes, but a request over its budget is answered at once: its resolvers do not settle any more. */
function untilEnded(
  budget: RequestBudget,
  execute: () => Promise<GraphqlResponse>,
  responseOf: (error: CodedError) => GraphqlResponse,
): Promise<GraphqlResponse> {
  return new Promise((resolve, reject) => {
    // A function literal assigned to a property is allocated in V8's old generation and keeps the request alive: a constant first.
    const end = (error: CodedError) => resolve(responseOf(error));
    budget.onEnd = end;
    execute().then(resolve, reject);
  });
}
