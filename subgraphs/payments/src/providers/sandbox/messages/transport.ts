/** Transport of the sandbox's messages to the shop: to a URL or through the service transport. */
import type { Carrier } from "@hansa/kit/peers";
import type { World } from "@hansa/kit/world";
import type { PostMessage } from "./delivery.ts";

const deadlineMs = 5_000;

/** Posts to `url` or, without one, to the shop's internal server through `carry`. Only the sandbox signs these requests. */
export function postToShop(carry: Carrier, world: World, url: string | undefined): PostMessage {
  if (url !== undefined) return postTo(url, world);
  return async (headers, body) => {
    const signal = world.deadline(deadlineMs);
    return (await carry("payments", { path: "/webhooks/sandbox", headers, body, signal })).status;
  };
}

/** Posts to a URL. */
export function postTo(url: string, world: World): PostMessage {
  return async (headers, body) => {
    const answer = await fetch(url, { method: "POST", headers, body, signal: world.deadline(deadlineMs) });
    await answer.arrayBuffer();
    return answer.status;
  };
}
