/** One key, one effect: a mutation that is sent again gets the first answer, and changes nothing. */
import { createHash } from "node:crypto";
import { and, eq, lt } from "drizzle-orm";
import type { Reader, Tx } from "./store.ts";
import { idempotency } from "./store-tables.ts";

/**
 * `scope` is the user's id, or the cart's, checkout's or order's for guests. `operation` is the mutation and `request` everything it was
 * asked: the same key for another mutation is the same key with other arguments.
 */
export type RequestKey = { scope: string; key: string; operation: string; request: unknown };

export type Earlier =
  | { outcome: "none" }
  | { outcome: "done"; answer: unknown }
  | { outcome: "reused" }
  | { outcome: "inProgress"; retryAfterMs: number };

/** How long a key is remembered: 7 days. After that, unique ids of what was made still prevent a second one. */
export const keyLifeMs = 7 * 24 * 60 * 60 * 1_000;

/** What is known of this key. `reused` means: the same key with other arguments. */
export async function findEarlier(db: Reader, key: RequestKey, now: number): Promise<Earlier> {
  const [row] = await db
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.scope, key.scope), eq(idempotency.key, key.key)));
  if (!row) return { outcome: "none" };
  if (row.requestHash !== hashRequest([key.operation, key.request])) return { outcome: "reused" };
  if (row.state === "done") return { outcome: "done", answer: row.answer };
  if (row.lockedUntil <= now) return { outcome: "none" };
  return { outcome: "inProgress", retryAfterMs: row.lockedUntil - now };
}

/** Marks the key as being worked on until `lockedUntil`, for work that has to leave the store before it can answer. */
export async function claimKey(tx: Tx, key: RequestKey, now: number, lockedUntil: number): Promise<void> {
  await keep(tx, key, now, { state: "in_flight", answer: null, lockedUntil });
}

/** Keeps the answer for whoever sends the key again. `answer` is JSON: names and ids, never a secret. */
export async function keepAnswer(tx: Tx, key: RequestKey, now: number, answer: unknown): Promise<void> {
  await keep(tx, key, now, { state: "done", answer, lockedUntil: now });
}

/** Frees the key after a refusal that changed nothing, so that it may be used again. */
export async function forgetKey(tx: Tx, { scope, key, operation, request }: RequestKey): Promise<void> {
  await tx
    .delete(idempotency)
    .where(
      and(
        eq(idempotency.scope, scope),
        eq(idempotency.key, key),
        eq(idempotency.requestHash, hashRequest([operation, request])),
        eq(idempotency.state, "in_flight"),
      ),
    );
}

/** Removes keys older than their life. */
export async function dropOldKeys(tx: Tx, now: number): Promise<void> {
  await tx.delete(idempotency).where(lt(idempotency.createdAt, now - keyLifeMs));
}

type Kept = { state: "in_flight" | "done"; answer: unknown; lockedUntil: number };

async function keep(tx: Tx, { scope, key, operation, request }: RequestKey, now: number, kept: Kept): Promise<void> {
  const requestHash = hashRequest([operation, request]);
  await tx
    .insert(idempotency)
    .values({ scope, key, requestHash, createdAt: now, ...kept })
    .onConflictDoUpdate({
      target: [idempotency.scope, idempotency.key],
      set: kept,
      setWhere: eq(idempotency.requestHash, requestHash),
    });
}

/** A fingerprint that does not depend on the order in which fields were written. */
export function hashRequest(request: unknown): string {
  return createHash("sha256").update(canonical(request)).digest("base64url");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}
