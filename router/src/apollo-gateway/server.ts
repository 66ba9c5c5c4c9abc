/** Apollo's gateway in the router's place: Apollo Server with `ApolloGateway`, started and stopped with its two listeners. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import { createLog } from "@hansa/contracts/log";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import { openAlarmKeeper } from "@hansa/kit/alarms";
import { type MutationLimits, measureBody } from "@hansa/kit/graphql";
import { closeListener, openLifecycle, trustedHosts } from "@hansa/kit/http";
import { clientAddressReader } from "@hansa/kit/identity";
import type { Log, Runtime } from "@hansa/kit/runtime";
import { maskError, openUnsent } from "@hansa/kit/server";
import { observeProcess, type Running } from "@hansa/kit/service";
import type { FastifyInstance } from "fastify";
import { OperationTypeNode } from "graphql";
import type { GatewayConfig } from "../config.ts";
import { graphFiles, repository } from "../graph/composition/sources.ts";
import { openInternalListener } from "../http/internal-listener.ts";
import { allowedOrigins } from "../http/loopback.ts";
import { createRouterMetrics, observeUnsent, type RouterMetrics } from "../metrics.ts";
import { refuseOversized } from "../operation/execute-operation.ts";
import { shopLimits } from "../operation/graph-limits.ts";
import { plannerLimits } from "../planning/plan-builder.ts";
import { disableTelemetry } from "./config.ts";
import { type GatewayContext, openDataSources } from "./data-sources.ts";
import { bearerForwarding, type Forwarding } from "./forwarding.ts";
import { openGatewayListener } from "./listener.ts";
import { openOperationCheck } from "./operation-check.ts";
import { projectSupergraph } from "./projection.ts";

/** Options of a benchmark and of tests; the defaults are those of a shop. */
export type GatewayOptions = {
  /** The supergraph to serve. */
  supergraph?: string;
  forwarding?: Forwarding;
  /** How often mutations may stand in one operation; as in the shop if absent. */
  mutationLimits?: MutationLimits;
  /** False: fetches use the fetcher that Apollo ships. */
  usesPool?: boolean;
  /** False: the planner has Apollo's own limits. */
  limitsPlanner?: boolean;
};

export type ApolloGatewayProcess = Required<Running> & {
  app: Server;
  internal: FastifyInstance;
  metrics: RouterMetrics;
};

/** The shop's supergraph, without the subgraph of the router itself. */
function shopSupergraph(): string {
  return projectSupergraph(readFileSync(graphFiles(repository).supergraph, "utf8"));
}

/** Loads the supergraph and opens both listeners; nothing listens yet. */
export async function openApolloGateway(
  settings: GatewayConfig,
  runtime: Runtime,
  log: Log,
  options: GatewayOptions = {},
): Promise<ApolloGatewayProcess> {
  disableTelemetry();
  const { production, corsOrigins, operationTimeoutMs } = settings;
  // Apollo's data sources have one address: that of the first instance.
  const urls = Object.fromEntries(Object.entries(settings.subgraphUrls).map(([name, [first]]) => [name, first]));
  const { supergraph = shopSupergraph(), usesPool = true, limitsPlanner = true } = options;
  const forwarding = options.forwarding ?? bearerForwarding(settings.trustedProxies);
  const metrics = createRouterMetrics(runtime.monotonic);
  const dataSources = openDataSources({ runtime, log, metrics, forwarding, urls, operationTimeoutMs, usesPool });
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    logger: log,
    buildService: dataSources.build,
    ...(limitsPlanner ? { queryPlannerConfig: plannerLimits } : {}),
  });
  const apollo = createApolloServer(gateway, settings, { log, metrics });
  await apollo.start();
  const lifecycle = openLifecycle();
  const { isReady } = lifecycle;
  const unsent = openUnsent(settings.unsentLimits);
  observeUnsent(metrics.registry, unsent);
  const app = openGatewayListener({
    runtime,
    log,
    metrics,
    isReady,
    unsent,
    hasPage: !production,
    addressOf: clientAddressReader(settings.trustedProxies),
    isAllowedOrigin: allowedOrigins(corsOrigins, production),
    trustsHost: production ? undefined : trustedHosts(corsOrigins.map((origin) => new URL(origin).hostname)),
    check: openOperationCheck(options.mutationLimits ?? mutationLimits),
    answer: (call, httpGraphQLRequest) =>
      apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: async () => ({ call, headersFor: await forwarding.open(call.request, call.requestId) }),
      }),
  });
  const hash = createHash("sha256").update(supergraph).digest("hex").slice(0, 16);
  const subgraphs = Object.entries(urls).map(([name, url]) => ({ name, url }));
  const live = { current: () => ({ hash, subgraphs }), fault: () => undefined };
  const internal = openInternalListener({ runtime, metrics, unsent, isReady, live });

  return {
    // Without a store, its alarms are lines of the log and the gauge.
    alarms: { log, metrics, write: openAlarmKeeper({ runtime, metrics, store: undefined }).write },
    app,
    internal,
    metrics,
    drain: lifecycle.drain,
    stop: async () => {
      lifecycle.close();
      await closeListener({ runtime, hasDrained: lifecycle.hasDrained() }, app, async () => {
        if (app.listening) await once(app.close(), "close");
      });
      await internal.close();
      await apollo.stop();
      await dataSources.close();
    },
  };
}

function createApolloServer(
  gateway: ApolloGateway,
  { production, unmaskErrors = false }: GatewayConfig,
  { log, metrics }: { log: Log; metrics: RouterMetrics },
): ApolloServer<GatewayContext> {
  return new ApolloServer<GatewayContext>({
    gateway,
    logger: log,
    introspection: !production,
    // A hash in the place of the text would pass the check of operations with any variables.
    persistedQueries: false,
    // The listener has refused what any page could send.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => maskError(formatted, error, { log, unmaskErrors }),
    plugins: [
      production ? ApolloServerPluginLandingPageDisabled() : ApolloServerPluginLandingPageLocalDefault(),
      noteOperations,
      boundResults(metrics),
    ],
  });
}

/** Notes the kind of each operation, and its name for the metrics. */
const noteOperations: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operationName, operation, contextValue }) => {
      contextValue.call.isMutation = operation?.operation === OperationTypeNode.MUTATION;
      if (operationName) contextValue.call.operation = operationName;
    },
  }),
};

/** Refuses results that are too large before their text is made: names, and the values of one entity, multiply in them. */
function boundResults(metrics: RouterMetrics): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ operation, response: { body } }) => {
        if (!operation || body.kind !== "single") return;
        const { responseBytes } = shopLimits;
        if (measureBody(body.singleResult, responseBytes) <= responseBytes) return;
        const { errors } = refuseOversized(metrics, operation);
        body.singleResult = { data: null, errors: errors.map(({ message, extensions }) => ({ message, extensions })) };
      },
    }),
  };
}

/** Opens the gateway and listens on both ports. */
export async function startApolloGateway(
  settings: GatewayConfig,
  runtime: Runtime,
  options: GatewayOptions = {},
): Promise<ApolloGatewayProcess> {
  const log = createLog("apollo-gateway", settings.logLevel);
  const gateway = await openApolloGateway(settings, runtime, log, options);
  observeProcess(gateway.metrics.registry);
  await gateway.internal.listen({ host: settings.internalHost, port: settings.internalPort });
  gateway.app.listen(settings.port, settings.host);
  await once(gateway.app, "listening");
  log.info({ port: settings.port }, "Apollo gateway: ready");
  return gateway;
}
