/** The running shop that a command talks to. */
import { CommandFailure } from "@hansa/kit/runtime/failure";
import { reachable } from "./processes/health.ts";
import { readSettings } from "./shop.mjs";

const answerWithinMs = 10_000;

/** The address of the shop of this folder, running or not. */
export function ownOrigin(): string {
  const { host, port } = readSettings();
  return `http://${reachable(host)}:${port}`;
}

/** Throws a CommandFailure unless something answers GraphQL there. */
export async function requireShop(origin: string): Promise<void> {
  const url = new URL("/graphql", origin);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ __typename }" }),
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch((cause) => {
    throw new CommandFailure(`no shop answers at ${origin}: start one with npm start, or name its address`, { cause });
  });
  const text = await response.text();
  if (!text.includes("__typename")) {
    throw new CommandFailure(`${origin} answers ${response.status}, but is no shop: name the address of the router`);
  }
}
