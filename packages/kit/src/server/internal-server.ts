/** The internal server: internal operations and events for the peers of a service, on a listener that the outside cannot reach. */

import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodType, z } from "zod";
import type { AlarmKeeper } from "../alarms/keeper.ts";
import { isLeaseLost } from "../coordination/lease.ts";
import { assertShortTexts } from "../graphql/operation/input-limits.ts";
import { openReadiness, readiness, readyPath } from "../http/lifecycle.ts";
import { isLoopback } from "../identity/client-network.ts";
import type { KeyRing } from "../identity/keys/key-ring.ts";
import { verifyPeers } from "../identity/keys/viewer-assertions.ts";
import { type EventsPage, eventRequest } from "../messaging/outbox.ts";
import type { Contract, Operation } from "../rpc/contract.ts";
import { CodedError } from "../runtime/errors.ts";
import { routerName } from "../runtime/processes.ts";
import type { MayMonitor } from "./access/config.ts";
import {
  type HttpServerOptions,
  identityOf,
  type OpenPath,
  openHttpServer,
  sendCodedError,
  sendRefusal,
} from "./http-server.ts";
import { closeAlarm } from "./status/alarm-closing.ts";
import { type Reported, readReport, reportState } from "./status/report.ts";

/** An operation and the function that handles it. */
export type OperationHandler = { operation: Operation; answer(body: unknown, stopping: AbortSignal): Promise<unknown> };

/** Binds an operation to its handler, which may wait until `stopping` aborts. Input of another shape gets BAD_USER_INPUT. */
export function handleOperation<Input extends ZodType, Output extends ZodType>(
  operation: Operation<Input, Output>,
  handle: (input: z.output<Input>, stopping: AbortSignal) => Promise<z.input<Output>>,
): OperationHandler {
  return {
    operation,
    answer: async (body, stopping) => {
      assertShortTexts(body);
      const input = operation.input.safeParse(body);
      if (!input.success) throw new CodedError("BAD_USER_INPUT", input.error.message);
      return operation.output.parse(await handle(input.data, stopping));
    },
  };
}

/** One handler for each operation of a contract. */
export type Handlers<C extends Contract> = Readonly<Record<keyof C, OperationHandler>>;

/** Paths that the router forwards from the outside, and what serves them. */
export type OutsideRoutes = { paths: readonly OpenPath[]; addRoutes(app: FastifyInstance): void };

type InternalServerOptions<C extends Contract> = Omit<HttpServerOptions, "verify" | "purposeOf"> & {
  handlers: Handlers<C>;
  /** The keys of this service. */
  ring: KeyRing;
  /** Whether an address may read health and metrics; those of this machine if absent. */
  mayMonitor?: MayMonitor;
  /** Returns the next events, waiting for one if there is none yet. */
  events(request: z.infer<typeof eventRequest>): Promise<EventsPage>;
  outside: readonly OutsideRoutes[];
  /** The hash of the schema that the service serves, for `/health`; undefined for a server without a graph. */
  schemaHash?: string | undefined;
  /** Checks the integrity rules of its store, for the state of the shop; none if absent. */
  checkIntegrity?: Reported["checkIntegrity"];
  /** Its open alarms, which the router reads and closes; none if absent. */
  alarms?: AlarmKeeper;
  /** Whether the service is ready; while it is not, each response closes its connection. */
  isReady(): boolean;
  /** Aborts when the service stops; a waiting operation then returns at once. */
  stopping?: AbortSignal;
};

/** Opens the server. Each operation accepts only the callers of its contract. */
export function openInternalServer<C extends Contract = Contract>(options: InternalServerOptions<C>): FastifyInstance {
  const {
    handlers,
    ring,
    metrics,
    runtime,
    log,
    mayMonitor = isLoopback,
    stopping = new AbortController().signal,
  } = options;
  const app = openHttpServer(
    {
      ...options,
      verify: verifyPeers(ring, runtime),
      purposeOf: (path) => path,
    },
    [readyPath, "/health", "/metrics", ...options.outside.flatMap(({ paths }) => paths)],
  );
  openReadiness(app, options.isReady);
  for (const { addRoutes } of options.outside) addRoutes(app);
  app.addHook("onRequest", async (request, reply) => {
    const isMonitoring = ["/health", "/metrics"].includes(request.routeOptions.url ?? "");
    if (isMonitoring && !mayMonitor(request.ip))
      return sendRefusal(reply, 404, "NOT_FOUND", "There is nothing at this address.");
    return undefined;
  });

  const reported: Reported = {
    registry: metrics.registry,
    schema: () => options.schemaHash,
    isReady: options.isReady,
    checkIntegrity: options.checkIntegrity,
    findAlarms: options.alarms?.findOpen,
  };
  const reporter = handleOperation(reportState, () => readReport(reported));
  const closer = handleOperation(closeAlarm, async ({ id }) => ({
    outcome: (await options.alarms?.close(id)) ?? "unknown",
  }));
  for (const { operation, answer } of [...Object.values<OperationHandler>(handlers), reporter, closer]) {
    app.post(`/internal/${operation.name}`, async (request, reply) => {
      const { viewer } = identityOf(request);
      const mayCall = viewer.kind === "service" && operation.callers.some((caller) => caller === viewer.name);
      if (!mayCall) return sendRefusal(reply, 403, "FORBIDDEN", "This operation is not for you.");
      try {
        return await answer(request.body, stopping);
      } catch (error) {
        return sendOperationError(error, operation.name, reply, log);
      }
    });
  }
  app.post("/internal/events", async (request, reply) => {
    const { viewer } = identityOf(request);
    const isService = viewer.kind === "service" && viewer.name !== routerName;
    if (!isService) return sendRefusal(reply, 403, "FORBIDDEN", "Events are for services.");
    const asked = eventRequest.safeParse(request.body);
    return asked.success ? options.events(asked.data) : sendRefusal(reply, 400, "BAD_USER_INPUT", asked.error.message);
  });
  app.get("/health", async (_request, reply) => {
    const { status, body } = readiness(options.isReady());
    return reply.status(status).send({ ...body, schema: options.schemaHash });
  });
  app.get("/metrics", async (_request, reply) => reply.type("text/plain").send(await metrics.registry.metrics()));
  return app;
}

function sendOperationError(
  error: unknown,
  name: string,
  reply: FastifyReply,
  log: HttpServerOptions["log"],
): FastifyReply {
  if (isLeaseLost(error)) return sendRefusal(reply, 409, "BAD_REQUEST", "Another process holds the lease now.");
  const coded = sendCodedError(error, reply, log, { operation: name });
  if (coded) return coded;
  log.error({ err: error, operation: name }, "internal server: operation failed");
  return sendRefusal(reply, 500, "INTERNAL_SERVER_ERROR", "Something broke on our side.");
}
