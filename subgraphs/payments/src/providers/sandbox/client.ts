/** The sandbox as the shop sees it when it is a process of its own: the same provider, over HTTP. */
import { z } from "zod";
import type { Provider, Try } from "../port.ts";
import { answer, shownPayment } from "./shapes.ts";
import { terms } from "./terms.ts";
import { sandboxWebhook } from "./webhook.ts";
import { apiKeyOf, type calls } from "./wire.ts";

const found = z.object({ payment: shownPayment.nullable() });
const listed = shownPayment.pick({ ref: true, state: true }).extend({ paymentId: z.string() });
const moved = shownPayment.pick({ ref: true });
const page = <Listed>(of: z.ZodType<Listed>) => z.object({ payments: z.array(of), next: z.string().nullable() });

/** The provider at `url`. Whatever is not an answer of the sandbox's rejects: the outcome is unknown then. */
export function sandboxClient(url: string, secrets: readonly string[]): Provider {
  async function post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    const headers = { authorization: apiKeyOf(secrets), "content-type": "application/json" };
    const got = await fetch(new URL(path, url), { method: "POST", headers, body: JSON.stringify(body), signal });
    const text = await got.text();
    if (got.status !== 200) throw new Error(`the sandbox answered ${got.status} to ${path}`);
    return JSON.parse(text);
  }
  function call(name: keyof typeof calls, asked: object, { key, signal }: Try): Promise<unknown> {
    return post(`/calls/${name}`, { key, asked }, signal);
  }

  return {
    ...terms,
    start: async (begun, once) => answer.parse(await call("start", begun, once)),
    confirm: async (payment, once) => answer.parse(await call("confirm", payment, once)),
    capture: async (payment, once) => answer.parse(await call("capture", payment, once)),
    void: async (payment, once) => answer.parse(await call("void", payment, once)),
    refund: async (payment, once) => answer.parse(await call("refund", payment, once)),
    forgetMethod: async (method, once) => {
      await call("forgetMethod", method, once);
    },
    lookup: async ({ paymentId }, signal) => found.parse(await post("/lookup", { paymentId }, signal)).payment,
    list: async (since, after, signal) => page(listed).parse(await post("/list", { since, after }, signal)),
    listMoved: async (since, after, signal) => page(moved).parse(await post("/listMoved", { since, after }, signal)),
    webhook: sandboxWebhook(secrets),
  };
}
