/** Client of the sandbox: its API over HTTP, when it runs in a process of its own. */
import { readResponseText } from "@hansa/kit/http";
import { currentTraceparent } from "@hansa/kit/tracing";
import {
  type Attempt,
  apiKeyOf,
  type Bank,
  type calls,
  foundSchema,
  listSchema,
  movedSchema,
  responseSchema,
  type SandboxApi,
  visitResponse,
} from "../protocol.ts";

/** The most bytes of a response: a page of payments. */
const maxResponseBytes = 4 * 1024 * 1024;

/** A buyer waits for the page of the bank no longer. */
const bankMs = 5_000;

/** The API at `url`. Any other response rejects: the outcome is then unknown. */
export function sandboxClient(url: string, secrets: readonly string[]): SandboxApi {
  const post = openPost(url, secrets);
  function call(name: keyof typeof calls, request: object, { key, signal }: Attempt): Promise<unknown> {
    return post(`/calls/${name}`, { key, request }, signal);
  }

  return {
    start: async (request, once) => responseSchema.parse(await call("start", request, once)),
    confirm: async (payment, once) => responseSchema.parse(await call("confirm", payment, once)),
    capture: async (payment, once) => responseSchema.parse(await call("capture", payment, once)),
    void: async (payment, once) => responseSchema.parse(await call("void", payment, once)),
    refund: async (payment, once) => responseSchema.parse(await call("refund", payment, once)),
    removeMethod: async (method, once) => {
      await call("removeMethod", method, once);
    },
    lookup: async ({ paymentId }, signal) => foundSchema.parse(await post("/lookup", { paymentId }, signal)).payment,
    list: async (since, after, signal) => listSchema.parse(await post("/list", { since, after }, signal)),
    listMoved: async (since, after, signal) => movedSchema.parse(await post("/listMoved", { since, after }, signal)),
  };
}

/** The bank at `url`. Rejects if it does not answer. */
export function bankClient(url: string, secrets: readonly string[]): Bank {
  const post = openPost(url, secrets);
  const ask = async (path: string, body: object) =>
    visitResponse.parse(await post(path, body, AbortSignal.timeout(bankMs))).visit;
  return {
    find: (ref) => ask("/bank/find", { ref }),
    decide: (ref, isConfirmed) => ask("/bank/decide", { ref, isConfirmed }),
  };
}

function openPost(url: string, secrets: readonly string[]) {
  return async (path: string, body: object, signal: AbortSignal): Promise<unknown> => {
    const traceparent = currentTraceparent();
    const traced = traceparent ? { traceparent } : {};
    const headers = { ...traced, authorization: apiKeyOf(secrets), "content-type": "application/json" };
    const got = await fetch(new URL(path, url), { method: "POST", headers, body: JSON.stringify(body), signal });
    const text = await readResponseText(got.body, maxResponseBytes);
    if (got.status !== 200) throw new Error(`sandbox client: status ${got.status} from ${path}`);
    return JSON.parse(text);
  };
}
