/** Sandbox client: the sandbox in a process of its own, as a provider over HTTP. */
import { readResponseText } from "@hansa/kit/http/response-body";
import { z } from "zod";
import type { CallAttempt, Provider } from "../../port.ts";
import { capabilities } from "../capabilities.ts";
import { paymentSchema, responseSchema } from "../messages/schemas.ts";
import { sandboxWebhook } from "../messages/webhook.ts";
import { apiKeyOf, type calls } from "./protocol.ts";

const found = z.object({ payment: paymentSchema.nullable() });
const listed = paymentSchema.pick({ ref: true, state: true }).extend({ paymentId: z.string() });
const moved = paymentSchema.pick({ ref: true });
const page = <Listed>(of: z.ZodType<Listed>) => z.object({ payments: z.array(of), next: z.string().nullable() });

/** The most bytes of an answer: a page of payments. */
const maxAnswerBytes = 4 * 1024 * 1024;

/** The provider at `url`. Any other response rejects: the outcome is then unknown. */
export function sandboxClient(url: string, secrets: readonly string[]): Provider {
  async function post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    const headers = { authorization: apiKeyOf(secrets), "content-type": "application/json" };
    const got = await fetch(new URL(path, url), { method: "POST", headers, body: JSON.stringify(body), signal });
    const text = await readResponseText(got.body, maxAnswerBytes);
    if (got.status !== 200) throw new Error(`sandbox client: status ${got.status} from ${path}`);
    return JSON.parse(text);
  }
  function call(name: keyof typeof calls, asked: object, { key, signal }: CallAttempt): Promise<unknown> {
    return post(`/calls/${name}`, { key, asked }, signal);
  }

  return {
    ...capabilities,
    start: async (begun, once) => responseSchema.parse(await call("start", begun, once)),
    confirm: async (payment, once) => responseSchema.parse(await call("confirm", payment, once)),
    capture: async (payment, once) => responseSchema.parse(await call("capture", payment, once)),
    void: async (payment, once) => responseSchema.parse(await call("void", payment, once)),
    refund: async (payment, once) => responseSchema.parse(await call("refund", payment, once)),
    removeMethod: async (method, once) => {
      await call("removeMethod", method, once);
    },
    lookup: async ({ paymentId }, signal) => found.parse(await post("/lookup", { paymentId }, signal)).payment,
    list: async (since, after, signal) => page(listed).parse(await post("/list", { since, after }, signal)),
    listMoved: async (since, after, signal) => page(moved).parse(await post("/listMoved", { since, after }, signal)),
    webhook: sandboxWebhook(secrets),
  };
}
