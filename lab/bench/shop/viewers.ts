/** The customers who send the requests: those with the most orders, with access tokens that outlast the run. */

import { signIn } from "@hansa/client/buyer";
import { type Graph, requireData, sendRequest } from "@hansa/client/graphql-client";
import { systemRuntime } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { signAccessToken } from "../../../subgraphs/users/src/providers/jwt.ts";
import { users } from "../../../subgraphs/users/src/server.ts";
import { scopesOf } from "../../../subgraphs/users/src/service/roles/roles.ts";
import { findCurrentKey } from "../../../subgraphs/users/src/service/sessions/signing-keys.ts";

/** A new key signs by then. The old one is dropped soon after that, in the middle of a run. */
const newKeyMs = 10 * 60_000;
const lifetimeSeconds = 12 * 60 * 60;
const query = `query Buyers($after: String) {
  orders(first: 100, after: $after) { nodes { customer { id email } } pageInfo { hasNextPage endCursor } }
}`;
const page = z.object({
  orders: z.object({
    nodes: z.array(z.object({ customer: z.object({ id: z.string(), email: z.string() }).nullable() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/**
 * The `authorization` headers of the customers with at least `minOrders` orders, in the order of their e-mail addresses, which are the same in
 * the shops of all commits. They are signed with the key of `shop`.
 */
export async function findViewers(shop: Shop, graph: Graph, minOrders: number): Promise<string[]> {
  const orders = new Map<string, { id: string; count: number }>();
  const as = await signIn(graph, "ADMIN");
  for (let after: string | null = null, isLast = false; !isLast; ) {
    const { orders: found } = page.parse(
      await requireData(sendRequest(graph.url, { query, variables: { after }, as })),
    );
    for (const { customer } of found.nodes)
      if (customer)
        orders.set(customer.email, { id: customer.id, count: (orders.get(customer.email)?.count ?? 0) + 1 });
    after = found.pageInfo.endCursor;
    isLast = !found.pageInfo.hasNextPage;
  }
  const buyers = [...orders].filter(([, { count }]) => count >= minOrders);
  const sorted = buyers.sort(([one], [another]) => (one < another ? -1 : 1));
  return signTokens(
    shop,
    sorted.map(([, { id }]) => id),
  );
}

/**
 * The `authorization` headers of these customers. Nobody knows the passwords of seeded ones, and tokens of a sign-in live for five minutes: these
 * are signed with the shop's own key.
 */
async function signTokens(shop: Shop, customers: readonly string[]): Promise<string[]> {
  const { deps } = await users.configure(shop.env).wire(systemRuntime, () => Promise.reject(new Error("no peer")));
  try {
    const runtime = { ...systemRuntime, now: () => systemRuntime.now() + newKeyMs };
    const key = await deps.store.read((db) => findCurrentKey({ ...deps, runtime }, db));
    const issuedAt = Math.floor(systemRuntime.now() / 1_000);
    const times = { issuedAt, endsAt: issuedAt + lifetimeSeconds };
    const role = "CUSTOMER";
    const scope = scopesOf(role).join(" ");
    const tokens = customers.map((sub) => {
      return signAccessToken(key, { sub, role, scope, sid: `ses_${sub}`, jti: `jti_${sub}`, ...times });
    });
    return (await Promise.all(tokens)).map((token) => `Bearer ${token}`);
  } finally {
    await deps.store.close();
  }
}

/** Lets users create its next signing key if it is due: copies of the data have the same newest key then. */
export async function renewSigningKey({ env }: Pick<Shop, "env">): Promise<void> {
  const { deps } = await users.configure(env).wire(systemRuntime, () => Promise.reject(new Error("no peer")));
  await deps.store.close();
}
