/** Answers to signed requests of the same process, with the checks, budget, trace and metrics that the listener has. */
import type { FastifyInstance } from "fastify";
import { graphPurpose, type Identity } from "../identity/identity.ts";
import { noteCallerGone, openBudget, type RequestLimits } from "../runtime/request-budget.ts";
import { withTrace } from "../runtime/trace.ts";
import type { HttpServerOptions } from "./http-server.ts";

/** A signed request from the same process. */
export type DirectRequest = {
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** The server sets it; the caller calls it when it stops waiting. */
  onCallerGone: (() => void) | undefined;
};
export type DirectAnswer = { status: number; text: string };

type Options = Pick<HttpServerOptions, "runtime" | "log" | "metrics" | "verify"> & { limits?: RequestLimits };
/** Executes a valid operation; undefined if the body has none. */
type Execute = (body: unknown, identity: Identity) => Promise<string | undefined>;

/** Answers a request. `app` is the listener's: it answers what is no valid operation. */
export async function answerDirectly(
  options: Options,
  execute: Execute,
  app: FastifyInstance,
  request: DirectRequest,
): Promise<DirectAnswer> {
  const { runtime, log, metrics } = options;
  const { headers, body } = request;
  const { "hansa-claims": claims, "hansa-signature": signature, "hansa-viewer": viewer } = headers;
  const identity = options.verify({ claims, signature, viewer }, body);
  if (identity?.purpose !== graphPurpose) return { status: 401, text: "" };
  const budget = openBudget(runtime, options.limits);
  request.onCallerGone = () => noteCallerGone(budget);
  const startedAt = runtime.monotonic();
  try {
    const text = await withTrace({ requestId: identity.requestId, entry: "graphql", budget }, () =>
      execute(JSON.parse(Buffer.from(body).toString()), identity),
    );
    if (text !== undefined) {
      metrics.countRequest("graphql", "/graphql", 200, (runtime.monotonic() - startedAt) / 1_000);
      return { status: 200, text };
    }
  } catch (error) {
    log.error({ err: error, requestId: identity.requestId }, "graphql server: request failed");
    return { status: 500, text: "" };
  }
  const refused = await app.inject({ method: "POST", url: "/graphql", headers, payload: Buffer.from(body) });
  return { status: refused.statusCode, text: refused.body };
}
