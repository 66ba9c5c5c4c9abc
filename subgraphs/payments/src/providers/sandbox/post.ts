/** How the sandbox's messages reach the shop: at an address from outside, or straight at the inner door. */
import type { Carrier } from "@hansa/kit/peers";
import type { World } from "@hansa/kit/world";
import type { PostMessage } from "./messages.ts";

const deadlineMs = 5_000;

/** Posts to `url` or, without one, to the inner door that `carry` reaches. Nothing on the way is signed but by the sandbox. */
export function postThrough(carry: Carrier, world: World, url: string | undefined): PostMessage {
  if (url !== undefined) return postTo(url, world);
  return async (headers, body) => {
    const signal = world.deadline(deadlineMs);
    return (await carry("payments", { path: "/webhooks/sandbox", headers, body, signal })).status;
  };
}

/** Posts to an address. */
export function postTo(url: string, world: World): PostMessage {
  return async (headers, body) => {
    const answer = await fetch(url, { method: "POST", headers, body, signal: world.deadline(deadlineMs) });
    await answer.arrayBuffer();
    return answer.status;
  };
}
