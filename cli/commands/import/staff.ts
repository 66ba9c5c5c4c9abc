/** The staff account of a command and the shop that the command talks to. */

import type { Graph } from "@hansa/client/graphql-client";
import { type Account, openSessions } from "@hansa/client/sessions";
import { UsageError } from "@hansa/kit/command-line";
import { findStaffAccount, ownOrigin, requireShop } from "../../host/running-shop.ts";

/** A running shop, and the source of a fresh token of a member of staff. */
export type Staff = { origin: string; graph: Graph; token: () => Promise<string> };

type Given = { shop?: string | undefined; email?: string | undefined; password?: string | undefined };

/** Finds the shop of this folder, or the one at `--shop`. Throws if no account is given for the sign-in, or if no shop answers. */
export async function findShop(given: Given): Promise<Staff> {
  const { origin } = new URL(given.shop ?? ownOrigin());
  const account = findStaffAccount(given);
  if (!account)
    throw new UsageError("say who signs in: --email and --password, or HANSA_STAFF_EMAIL and HANSA_STAFF_PASSWORD.");
  await requireShop(origin);
  return staffOf(origin, account);
}

export function staffOf(origin: string, account: Account): Staff {
  const graph = { url: `${origin}/graphql` };
  const tokenOf = openSessions(graph);
  return { origin, graph, token: () => tokenOf(account) };
}
