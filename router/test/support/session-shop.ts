/** Two routers, in production and in development mode, with accounts to sign in to, and the calls of a page. */

import { createLog } from "@hansa/contracts/log";
import { newPair } from "@hansa/kit/testing";
import { rightPassword, startAccounts, type TestAccounts } from "./accounts.ts";
import { startRouter, type TestRouter, unreachable } from "./router.ts";
import { startUsers, type TestUsers } from "./users.ts";

export const storefront = "https://shop.example";
export const local = "http://localhost:5173";

export type SessionShop = {
  pair: Awaited<ReturnType<typeof newPair>>;
  users: TestUsers;
  accounts: TestAccounts;
  production: TestRouter;
  development: TestRouter;
  /** All that the routers have logged. */
  lines: string[];
  /** Clears sessions, recorded requests and misbehaviour. */
  reset(): void;
  close(): Promise<void>;
};

export async function openSessionShop(): Promise<SessionShop> {
  const pair = await newPair("key-1");
  const users = await startUsers([pair]);
  const accounts = await startAccounts(pair);
  const lines: string[] = [];
  const log = createLog("router", "trace", { write: (line) => void lines.push(line) });
  const settings = { corsOrigins: [storefront], internalOrigins: originsOf(users) };
  const production = await startRouter([accounts], { ...settings, production: true }, { log });
  const development = await startRouter([accounts], { ...settings, port: 4000 }, { log });
  return {
    pair,
    users,
    accounts,
    production,
    development,
    lines,
    reset: () => {
      accounts.sessions.clear();
      accounts.requested.length = 0;
      accounts.shiftAccess(0);
      accounts.misbehave();
    },
    close: async () => {
      await production.close();
      await development.close();
      await accounts.stop();
      await users.stop();
    },
  };
}

/** The internal listeners, of which users alone is there. */
export const originsOf = (users: TestUsers) => ({ ...unreachable, users: [users.origin] });

export const json = { "content-type": "application/json" };
export const page = { ...json, origin: storefront };

/** Calls a session endpoint. */
export function call(
  router: TestRouter,
  endpoint: `${"POST" | "DELETE"} /${string}`,
  headers: Record<string, string>,
  body: object = {},
) {
  const [method = "", path = ""] = endpoint.split(" ");
  return router.send(path, { method, headers, body: JSON.stringify(body) });
}

/** The cookies that a response sets, as the browser sends them back. */
export function cookiesOf({ headers }: { headers: Headers }): string {
  const pairs = headers.getSetCookie().map((line) => line.split(";", 1).join(""));
  return pairs.filter((text) => !text.endsWith("=")).join("; ");
}

export async function signIn(router: TestRouter, user = "ada"): Promise<string> {
  const input = { email: `${user}@shop.example`, password: rightPassword };
  return cookiesOf(await call(router, "POST /session", page, input));
}

export const me = (router: TestRouter, headers: Record<string, string>) => router.ask("{ me { id } }", {}, headers);
