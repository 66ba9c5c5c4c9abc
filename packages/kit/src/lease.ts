/**
 * Turns: what only one process may do at a time, it does under a lease that ends by itself. A process that slept through the end of its lease
 * is recognised by its fence: the store refuses what it writes, and whoever it asks refuses what it wants.
 */
import { and, eq, lte, sql } from "drizzle-orm";
import type { Turn } from "./contract.ts";
import { prepared } from "./prepared.ts";
import type { Tx } from "./store.ts";
import { fences, leases } from "./store-tables.ts";

/** A turn, and whose it is. */
export type Lease = Turn & { owner: string };

const claim = prepared(["name", "owner", "now", "endsAt"], (tx: Tx, { name, owner, now, endsAt }) =>
  tx
    .insert(leases)
    .values({ name, owner, endsAt, fence: 1 })
    .onConflictDoUpdate({
      target: leases.name,
      set: { owner: sql`${owner}`, endsAt: sql`${endsAt}`, fence: sql`${leases.fence} + 1` },
      setWhere: sql`${leases.endsAt} <= ${now} OR ${leases.endsAt} > ${endsAt} OR ${leases.owner} = ${owner}`,
    })
    .returning({ lease: leases.name, owner: leases.owner, fence: leases.fence }),
);

/**
 * Takes the lease for `forMs` if nobody has it, or `owner` itself; undefined if another one has. `now` is the store's. One that ends later
 * than any does is of another time: the machine was started with a wrong clock.
 */
export async function takeLease(
  tx: Tx,
  name: string,
  owner: string,
  now: number,
  forMs: number,
): Promise<Lease | undefined> {
  const [taken] = await claim(tx, { name, owner, now, endsAt: now + forMs });
  return taken;
}

const endLater = prepared(["lease", "owner", "fence", "endsAt"], (tx: Tx, { lease, owner, fence, endsAt }) =>
  tx
    .update(leases)
    .set({ endsAt: sql`${endsAt}` })
    .where(and(eq(leases.name, lease), eq(leases.owner, owner), eq(leases.fence, fence)))
    .returning({ name: leases.name }),
);

/** Lets it end later, or now. Throws a lost turn if somebody else has taken it meanwhile. */
export async function keepLease(tx: Tx, lease: Lease, endsAt: number): Promise<void> {
  const kept = await endLater(tx, { ...lease, endsAt });
  if (kept.length === 0) throw lostTurn(lease);
}

const heldLease = prepared(["lease", "owner", "fence"], (tx: Tx, { lease, owner, fence }) =>
  tx
    .select({ name: leases.name })
    .from(leases)
    .where(and(eq(leases.name, lease), eq(leases.owner, owner), eq(leases.fence, fence))),
);

/** Throws a lost turn if somebody else has taken the lease. That it has run out does not matter while nobody has. */
export async function mustHold(tx: Tx, lease: Lease): Promise<void> {
  if ((await heldLease(tx, lease)).length === 0) throw lostTurn(lease);
}

const hear = prepared(["lease", "fence"], (tx: Tx, { lease, fence }) =>
  tx
    .insert(fences)
    .values({ lease, fence })
    .onConflictDoUpdate({ target: fences.lease, set: { fence: sql`${fence}` }, setWhere: lte(fences.fence, fence) })
    .returning({ fence: fences.fence }),
);

/** Throws a lost turn if a later one was heard of here. In the transaction of what is asked for; null: no lease is needed for it. */
export async function heed(tx: Tx, asked: Turn | null): Promise<void> {
  if (!asked) return;
  const { lease, fence } = asked;
  const heard = await hear(tx, { lease, fence });
  if (heard.length === 0) throw lostTurn(asked);
}

const lost = "LostTurn";

/** Whether this is the end of a turn that another process has taken over: nothing is wrong, and nothing is to be done. */
export function isLostTurn(error: unknown): boolean {
  return error instanceof Error && error.name === lost;
}

function lostTurn({ lease, fence }: Turn): Error {
  const error = new Error(`turn ${fence} at ${lease} is over: somebody else has taken it`);
  error.name = lost;
  return error;
}
