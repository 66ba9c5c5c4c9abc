/** Transport of the sandbox's messages to the shop: to a URL or through the service transport. */
import { readResponseText } from "@hansa/kit/http";
import type { Transport } from "@hansa/kit/rpc";
import type { Runtime } from "@hansa/kit/runtime";
import type { PostMessage } from "./delivery.ts";

const deadlineMs = 5_000;
/** The most bytes of a response: only its status matters. */
const maxResponseBytes = 64 * 1024;

/** Posts to `url` or, without one, to the shop's internal server through `transport`. Only the sandbox signs these requests. */
export function postToShop(transport: Transport, runtime: Runtime, url: string | undefined): PostMessage {
  if (url !== undefined) return postTo(url, runtime);
  return async (headers, body) => {
    const signal = runtime.deadline(deadlineMs);
    return (await transport("payments", { path: "/webhooks/sandbox", headers, body, signal })).status;
  };
}

/** Posts to a URL. */
export function postTo(url: string, runtime: Runtime): PostMessage {
  return async (headers, body) => {
    const response = await fetch(url, { method: "POST", headers, body, signal: runtime.deadline(deadlineMs) });
    await readResponseText(response.body, maxResponseBytes);
    return response.status;
  };
}
