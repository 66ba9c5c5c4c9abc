/**
 * Leases with fencing tokens: time-limited rights that one process holds at a time. A process that was suspended beyond the end of its lease
 * has an old fencing token: its store rejects its writes, and other services reject its requests.
 */
import { and, eq, lte, sql } from "drizzle-orm";
import { firstRow, hasRow, statement } from "../store/statement.ts";
import type { Reader, Tx } from "../store/store.ts";
import { fencingTokens, leases } from "../store/tables.ts";
import type { FencingToken } from "./fencing-token.ts";

/** A fencing token and the owner of its lease. */
export type Lease = FencingToken & { owner: string };

const claim = firstRow(
  statement(
    [{ name: leases.name, owner: leases.owner, endsAt: leases.endsAt }, leases.endsAt],
    (tx: Tx, { name, owner, endsAt }, now) =>
      tx
        .insert(leases)
        .values({ name, owner, endsAt, fencingToken: 1 })
        .onConflictDoUpdate({
          target: leases.name,
          set: { owner, endsAt, fencingToken: sql`${leases.fencingToken} + 1` },
          setWhere: sql`${leases.endsAt} <= ${now} OR ${leases.endsAt} > ${endsAt} OR ${leases.owner} = ${owner}`,
        })
        .returning({ lease: leases.name, owner: leases.owner, token: leases.fencingToken }),
  ),
);

/** A lease to acquire: its name, its future owner and its duration. */
type LeaseRequest = { name: string; owner: string; forMs: number };

/**
 * Acquires the lease for `forMs` if it is free or `owner` holds it; undefined if another owner does. `now` is the store's. A lease that ends
 * later than any can is ignored: the machine was booted with a wrong clock.
 */
export function acquireLease(tx: Tx, { name, owner, forMs }: LeaseRequest, now: number): Promise<Lease | undefined> {
  return claim(tx, { name, owner, endsAt: now + forMs }, now);
}

const findHolder = firstRow(
  statement([leases.name], (db: Reader, name) =>
    db.select({ owner: leases.owner, endsAt: leases.endsAt }).from(leases).where(eq(leases.name, name)),
  ),
);

/** Whether another owner holds the lease at `now`, so that `acquireLease` would fail. Those who wait ask this: it is no write of the store. */
export async function isHeldElsewhere(db: Reader, { name, owner, forMs }: LeaseRequest, now: number): Promise<boolean> {
  const holder = await findHolder(db, name);
  return holder !== undefined && holder.owner !== owner && holder.endsAt > now && holder.endsAt <= now + forMs;
}

const held = { lease: leases.name, owner: leases.owner, token: leases.fencingToken };

const extend = hasRow(
  statement([held, leases.endsAt], (tx: Tx, { lease, owner, token }, endsAt) =>
    tx
      .update(leases)
      .set({ endsAt })
      .where(and(eq(leases.name, lease), eq(leases.owner, owner), eq(leases.fencingToken, token)))
      .returning({ name: leases.name }),
  ),
);

/** Sets the end of the lease, later or now. Throws if another owner has acquired it; `isLeaseLost` recognises the error. */
export async function renewLease(tx: Tx, lease: Lease, endsAt: number): Promise<void> {
  if (!(await extend(tx, lease, endsAt))) throw leaseLostError(lease);
}

const isHeld = hasRow(
  statement([held], (tx: Tx, { lease, owner, token }) =>
    tx
      .select({ name: leases.name })
      .from(leases)
      .where(and(eq(leases.name, lease), eq(leases.owner, owner), eq(leases.fencingToken, token))),
  ),
);

/** Throws if another owner has acquired the lease. An expired lease is valid until then. */
export async function assertLease(tx: Tx, lease: Lease): Promise<void> {
  if (!(await isHeld(tx, lease))) throw leaseLostError(lease);
}

const recordToken = hasRow(
  statement([{ lease: fencingTokens.lease, token: fencingTokens.token }], (tx: Tx, { lease, token }) =>
    tx
      .insert(fencingTokens)
      .values({ lease, token })
      .onConflictDoUpdate({ target: fencingTokens.lease, set: { token }, setWhere: lte(fencingTokens.token, token) })
      .returning({ token: fencingTokens.token }),
  ),
);

/** Records a request's fencing token in its transaction. Throws if a later one was recorded; null: no lease is needed. */
export async function recordFencingToken(tx: Tx, fencingToken: FencingToken | null): Promise<void> {
  if (!fencingToken) return;
  if (!(await recordToken(tx, fencingToken))) throw leaseLostError(fencingToken);
}

const leaseLost = "LeaseLost";

/** Whether the error says that another process has acquired the lease: nothing is wrong and nothing is to be done. */
export function isLeaseLost(error: unknown): boolean {
  return error instanceof Error && error.name === leaseLost;
}

function leaseLostError({ lease, token }: FencingToken): Error {
  const error = new Error(`lease ${lease}: fencing token ${token} is outdated, another process has acquired the lease`);
  error.name = leaseLost;
  return error;
}
