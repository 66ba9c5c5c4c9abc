/** Who a command of the back office signs in as, and the shop it speaks to. */
import type { Graph } from "../replay/graph.ts";
import { type Account, openSessions } from "../replay/sessions.ts";
import { demoAccounts } from "../seed/accounts.ts";
import { readAccount, readSettings } from "../shop.mjs";
import { reachable } from "../start/health.ts";

/** A running shop, and a way to a fresh token of somebody who works in it. */
export type Staff = { origin: string; graph: Graph; token: () => Promise<string> };

/** Options that every such command has. */
export const staffOptions = {
  shop: { type: "string" },
  email: { type: "string" },
  password: { type: "string" },
} as const;

type Given = { shop?: string | undefined; email?: string | undefined; password?: string | undefined };

/** Finds the shop of this folder, or the one at `--shop`. Throws where nobody is named to sign in as. */
export function findShop(given: Given): Staff {
  const { host, port, production } = readSettings();
  const own = `http://${reachable(host)}:${port}`;
  if (given.shop !== undefined && !URL.canParse(given.shop))
    throw new Error(`--shop ${given.shop}: an address such as http://127.0.0.1:4000.`);
  const { origin } = new URL(given.shop ?? own);
  const account = readAccount(given) ?? (production || given.shop !== undefined ? undefined : demoAdministrator());
  if (!account)
    throw new Error("say who signs in: --email and --password, or HANSA_STAFF_EMAIL and HANSA_STAFF_PASSWORD.");
  return staffOf(origin, account);
}

export function staffOf(origin: string, account: Account): Staff {
  const graph = { url: `${origin}/graphql` };
  const tokenOf = openSessions(graph);
  return { origin, graph, token: () => tokenOf(account) };
}

/** The passwords of the demo shop are no secret. */
function demoAdministrator(): Account | undefined {
  return demoAccounts.find(({ role }) => role === "ADMIN");
}
