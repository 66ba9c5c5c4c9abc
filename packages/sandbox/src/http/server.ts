/** HTTP server of the sandbox: calls of the shop, dashboard actions and fault settings of tests. */
import type { Log } from "@hansa/kit/runtime";
import { foreignHost, refuseForeignHosts } from "@hansa/kit/server";
import { type FastifyInstance, type FastifyReply, fastify } from "fastify";
import { z } from "zod";
import type { Dashboard } from "../dashboard.ts";
import { type Faults, faultPlan } from "../faults/fault-plan.ts";
import { isBrokenConnection } from "../faults/faulty-api.ts";
import { type Attempt, apiKeyOf, type Bank, calls, type SandboxApi } from "../protocol.ts";

type ServerParts = { api: SandboxApi; bank: Bank; dashboard: Dashboard; faults: Faults };

const key = z.string();
const payment = z.object({ paymentId: z.string() });
const visit = z.object({ ref: z.string() });
const listed = z.object({ since: z.number(), after: z.string().nullable() });
const money = payment.extend({ amountMinor: z.int() });

/** Opens the server. All routes except `/health` require the API key. */
export function openSandboxServer({ api, bank, dashboard, faults }: ServerParts, secrets: readonly string[], log: Log) {
  const app = fastify({ logger: false, forceCloseConnections: true });
  // Those of all secrets: while one is replaced, payments may have another first.
  const apiKeys = secrets.map((secret) => apiKeyOf([secret]));

  refuseForeignHosts(app, (reply) => reply.status(403).send({ error: foreignHost }));
  app.addHook("onRequest", async (request, reply) => {
    const isOpen = request.url === "/health" || apiKeys.includes(request.headers.authorization ?? "");
    return isOpen ? undefined : reply.status(401).send({ error: "Give the sandbox's key." });
  });
  app.setErrorHandler((error, _request, reply) => {
    if (isBrokenConnection(error)) {
      reply.hijack();
      reply.raw.destroy();
      return;
    }
    log.warn({ err: error }, "sandbox server: request failed");
    const status = error instanceof z.ZodError ? 400 : 500;
    return reply.status(status).send({ error: error instanceof Error ? error.message : "" });
  });

  addCall(app, "start", calls.start, (request, once) => api.start(request, once));
  addCall(app, "confirm", calls.confirm, (request, once) => api.confirm(request, once));
  addCall(app, "capture", calls.capture, (request, once) => api.capture(request, once));
  addCall(app, "void", calls.void, (request, once) => api.void(request, once));
  addCall(app, "refund", calls.refund, (request, once) => api.refund(request, once));
  addCall(app, "removeMethod", calls.removeMethod, (request, once) => api.removeMethod(request, once));
  app.post("/lookup", async (request, reply) => {
    const { paymentId } = payment.parse(request.body);
    return { payment: await api.lookup({ paymentId }, abortOnDisconnect(reply)) };
  });
  app.post("/list", ({ body }, reply) => {
    const { since, after } = listed.parse(body);
    return api.list(since, after, abortOnDisconnect(reply));
  });
  app.post("/listMoved", ({ body }, reply) => {
    const { since, after } = listed.parse(body);
    return api.listMoved(since, after, abortOnDisconnect(reply));
  });

  app.post("/bank/find", async ({ body }) => ({ visit: await bank.find(visit.parse(body).ref) }));
  app.post("/bank/decide", async ({ body }) => {
    const { ref, isConfirmed } = visit.extend({ isConfirmed: z.boolean() }).parse(body);
    return { visit: await bank.decide(ref, isConfirmed) };
  });

  app.post("/dashboard/capture", async ({ body }) => {
    const { paymentId, amountMinor } = money.parse(body);
    await dashboard.capture(paymentId, amountMinor);
    return {};
  });
  app.post("/dashboard/refund", async ({ body }) => {
    const { paymentId, amountMinor } = money.parse(body);
    await dashboard.refund(paymentId, amountMinor);
    return {};
  });
  app.post("/dashboard/expire", async ({ body }) => {
    await dashboard.expire(payment.parse(body).paymentId);
    return {};
  });
  app.post("/dashboard/openDispute", async ({ body }) => {
    const { paymentId, amountMinor, reason } = money.extend({ reason: z.string() }).parse(body);
    return { disputeRef: await dashboard.openDispute(paymentId, amountMinor, reason) };
  });
  app.post("/dashboard/closeDispute", async ({ body }) => {
    const request = payment.extend({ disputeRef: z.string(), outcome: z.enum(["WON", "LOST"]) }).parse(body);
    await dashboard.closeDispute(request.paymentId, request.disputeRef, request.outcome);
    return {};
  });

  app.put("/faults", async ({ body }) => {
    faults.plan = faultPlan.parse(body);
    return faults;
  });
  app.get("/faults", async () => faults);
  app.get("/health", async () => ({ ready: true }));
  return app;
}

function addCall<Asked>(
  app: FastifyInstance,
  name: keyof typeof calls,
  shape: z.ZodType<Asked>,
  work: (request: Asked, once: Attempt) => Promise<unknown>,
): void {
  const body = z.object({ key, request: shape });
  app.post(`/calls/${name}`, async ({ body: sent }, reply) => {
    const { key, request } = body.parse(sent);
    return (await work(request, { key, signal: abortOnDisconnect(reply) })) ?? {};
  });
}

/** Aborts when the caller disconnects before the response. */
function abortOnDisconnect(reply: FastifyReply): AbortSignal {
  const caller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) caller.abort();
  });
  return caller.signal;
}
