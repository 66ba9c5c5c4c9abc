/** The running shop that a command talks to, and the member of staff that it signs in as. */

import { demoAccount } from "@hansa/client/demo-accounts";
import { CommandFailure } from "@hansa/kit/command-line";
import { reachable } from "./processes/health.ts";
import { readHostConfig } from "./shop.mjs";

const responseWithinMs = 10_000;

/** The address of the shop of this folder, running or not. */
export function ownOrigin(): string {
  const { host, port } = readHostConfig();
  return `http://${reachable(host)}:${port}`;
}

type GivenAccount = { shop?: string | undefined; email?: string | undefined; password?: string | undefined };

/**
 * The account that a command signs in with: that of its options, else HANSA_STAFF_EMAIL with HANSA_STAFF_PASSWORD, else the administrator of the
 * demo shop, but neither in production nor in a shop that `--shop` names. Undefined if none is left.
 */
export function findStaffAccount(given: GivenAccount): { email: string; password: string } | undefined {
  const { production } = readHostConfig();
  const email = given.email || process.env.HANSA_STAFF_EMAIL;
  const password = given.password || process.env.HANSA_STAFF_PASSWORD;
  if (email && password) return { email, password };
  return production || given.shop !== undefined ? undefined : demoAccount("ADMIN");
}

/** Throws a CommandFailure unless something answers GraphQL there. */
export async function requireShop(origin: string): Promise<void> {
  const url = new URL("/graphql", origin);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ __typename }" }),
    signal: AbortSignal.timeout(responseWithinMs),
  }).catch((cause) => {
    throw new CommandFailure(`no shop answers at ${origin}: start one with npm start, or name its address`, { cause });
  });
  const text = await response.text();
  if (!text.includes("__typename")) {
    throw new CommandFailure(`${origin} answers ${response.status}, but is no shop: name the address of the router`);
  }
}
