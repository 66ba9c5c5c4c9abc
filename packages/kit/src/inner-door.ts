/** The door for the other services of the shop: private operations and events, on a listener that the outside cannot reach. */
import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodType, z } from "zod";
import type { Contract, Operation } from "./contract.ts";
import { developmentFault } from "./development-fault.ts";
import { codedError } from "./errors.ts";
import { answerCoded, type DoorOptions, identityOf, type OpenPath, openDoor, sendRefusal } from "./http-door.ts";
import { assertShortTexts } from "./input-limits.ts";
import type { KeyRing } from "./keys/key-ring.ts";
import { verifyPeers } from "./keys/verifiers.ts";
import { isLostTurn } from "./lease.ts";
import { type EventsPage, eventQuestion } from "./outbox.ts";
import { plainAddress } from "./place.ts";

/** An operation and the function that answers it. */
export type Answering = { operation: Operation; answer(body: unknown, stopping: AbortSignal): Promise<unknown> };

/** Ties an operation to its answer, which may wait until `stopping` aborts; throws BAD_USER_INPUT when the question has not the agreed shape. */
export function answering<Input extends ZodType, Output extends ZodType>(
  operation: Operation<Input, Output>,
  handle: (input: z.output<Input>, stopping: AbortSignal) => Promise<z.input<Output>>,
): Answering {
  return {
    operation,
    answer: async (body, stopping) => {
      assertShortTexts(body);
      const input = operation.input.safeParse(body);
      if (!input.success) throw codedError("BAD_USER_INPUT", input.error.message);
      return operation.output.parse(await handle(input.data, stopping));
    },
  };
}

export type InnerDoorOptions<C extends Contract> = Omit<DoorOptions, "door" | "verify" | "purposeOf"> & {
  /** One answer for each operation of the contract. */
  answers: Readonly<Record<keyof C, Answering>>;
  /** The keys of this service. */
  ring: KeyRing;
  /** Answers the next events, waiting for one if there is none yet. */
  events(question: z.infer<typeof eventQuestion>): Promise<EventsPage>;
  /** Paths that the router passes through from the outside, and the routes that answer them. */
  outside: { paths: readonly OpenPath[]; addRoutes(app: FastifyInstance): void };
  /** Whether the service can do its work. */
  isReady(): boolean;
  /** Aborts when the service stops; an operation that waits then answers at once. */
  stopping?: AbortSignal;
};

/** Opens the door. Each operation hears only the callers that its contract names. */
export function openInnerDoor<C extends Contract>(options: InnerDoorOptions<C>): FastifyInstance {
  const { answers, ring, metrics, world, log, stopping = new AbortController().signal } = options;
  const app = openDoor(
    {
      ...options,
      door: "internal",
      verify: verifyPeers(ring, world),
      purposeOf: (path) => path,
    },
    ["/health", "/metrics", ...options.outside.paths],
  );
  options.outside.addRoutes(app);
  app.addHook("onRequest", async (request, reply) => {
    const isMonitoring = ["/health", "/metrics"].includes(request.routeOptions.url ?? "");
    if (isMonitoring && !isLoopback(request.ip))
      return sendRefusal(reply, 404, "NOT_FOUND", "There is nothing at this address.");
    return undefined;
  });

  for (const { operation, answer } of Object.values<Answering>(answers)) {
    app.post(`/internal/${operation.name}`, async (request, reply) => {
      const { viewer } = identityOf(request);
      const mayCall = viewer.kind === "service" && operation.callers.some((caller) => caller === viewer.name);
      if (!mayCall) return sendRefusal(reply, 403, "FORBIDDEN", "This operation is not for you.");
      try {
        return await answer(request.body, stopping);
      } catch (error) {
        return answerFault(error, operation.name, reply, log);
      }
    });
  }
  app.post("/internal/events", async (request, reply) => {
    const { viewer } = identityOf(request);
    const isService = viewer.kind === "service" && viewer.name !== "router";
    if (!isService) return sendRefusal(reply, 403, "FORBIDDEN", "Events are for services.");
    const question = eventQuestion.safeParse(request.body);
    return question.success
      ? options.events(question.data)
      : sendRefusal(reply, 400, "BAD_USER_INPUT", question.error.message);
  });
  app.get("/health", async (_request, reply) => {
    const ready = options.isReady();
    const fault = developmentFault();
    return reply.status(ready ? 200 : 503).send(fault === undefined ? { ready } : { ready, fault });
  });
  app.get("/metrics", async (_request, reply) => reply.type("text/plain").send(await metrics.registry.metrics()));
  return app;
}

/** Health and metrics have no sign-in: they are for the machine, or the container, that the service runs in. */
function isLoopback(address: string): boolean {
  const plain = plainAddress(address) ?? "";
  return plain === "::1" || plain.startsWith("127.");
}

function answerFault(error: unknown, name: string, reply: FastifyReply, log: DoorOptions["log"]): FastifyReply {
  if (isLostTurn(error)) return sendRefusal(reply, 409, "BAD_REQUEST", "Somebody else does this now.");
  const coded = answerCoded(error, reply, log, { operation: name });
  if (coded) return coded;
  log.error({ err: error, operation: name }, "a private operation failed");
  return sendRefusal(reply, 500, "INTERNAL_SERVER_ERROR", "Something broke on our side.");
}
