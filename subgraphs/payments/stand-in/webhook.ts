/** Webhooks of the stand-in: signed with the endpoint's secret and repeated until the shop has answered 2xx. */
import { createHmac } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Clock, seconds } from "./account.ts";

/** Sends a message and answers with the HTTP status; rejects if nothing answered. */
export type PostMessage = (headers: Record<string, string>, body: string) => Promise<number>;

const firstPauseMs = 1_000;
const maxPauseMs = 60_000;
const maxAttempts = 20;

/** A webhook endpoint of the shop. */
type Endpoint = { secret: string; post: PostMessage };

/** Sends an event about `object` now and, while there is no success, with pauses from 1 to 60 seconds. */
export async function sendEvent(clock: Clock, { secret, post }: Endpoint, type: string, object: unknown) {
  const event = { id: clock.newId("evt"), object: "event", type, created: seconds(clock), data: { object } };
  const body = JSON.stringify(event);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const headers = { "content-type": "application/json", "stripe-signature": sign(seconds(clock), body, secret) };
    const status = await post(headers, body).catch(() => 0);
    if (status >= 200 && status < 300) return;
    await pause(Math.min(firstPauseMs * 2 ** attempt, maxPauseMs), undefined, { ref: false });
  }
}

/** Posts to the shop's endpoint. */
export function postTo(url: string): PostMessage {
  return async (headers, body) => {
    const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status;
  };
}

function sign(timestamp: number, body: string, secret: string): string {
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return `t=${timestamp},v1=${signature}`;
}
