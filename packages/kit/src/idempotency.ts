/** One key, one effect: a mutation that is sent again goes on with what was begun under its key, or gives the answer of then. */
import { createHash } from "node:crypto";
import { and, eq, lt, sql } from "drizzle-orm";
import { prepared } from "./prepared.ts";
import { type InputProblem, invalid, keyReused, problem } from "./refusals.ts";
import type { Reader, Tx } from "./store.ts";
import { idempotency } from "./store-tables.ts";
import type { World } from "./world.ts";

/**
 * `scope` is the user's id, or the cart's, checkout's or order's for guests: keys of different people never meet. `operation` is the
 * mutation and `request` everything it was asked: the same key for another mutation is the same key with other arguments.
 */
export type RequestKey = { scope: string; key: string; operation: string; request: unknown };

/** What of a request's context its key needs. `replayed` becomes an extension of the answer. */
export type Asking = { world: Pick<World, "now">; notes: { replayed: boolean } };

/** What is known of a key: nothing, what was begun under it and is not answered yet, its answer, or that it cannot be taken. */
export type Earlier =
  | { outcome: "none" }
  | { outcome: "begun"; begun: unknown }
  | { outcome: "done"; answer: unknown }
  | { outcome: "refused"; refusal: ReturnType<typeof invalid> | ReturnType<typeof keyReused> };

/** How long a key is remembered: 7 days. After that, unique ids of what was made still prevent a second one. */
export const keyLifeMs = 7 * 24 * 60 * 60 * 1_000;

const longestKey = 255;

export function keyOf(scope: string, operation: string, input: { idempotencyKey: string }): RequestKey {
  return { scope, key: input.idempotencyKey, operation, request: input };
}

/** An empty key is none: it would tie unrelated requests together. */
export function problemsOfKey(key: string): InputProblem[] {
  if (key.trim() !== "" && key.length <= longestKey) return [];
  return [problem("idempotencyKey", "WRONG_LENGTH", `A key has 1 to ${longestKey} characters.`)];
}

const byKey = prepared(["scope", "key"], (db: Reader, { scope, key }) =>
  db
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.scope, scope), eq(idempotency.key, key))),
);

/** What became of this key before. An answer that was kept is noted as replayed. */
export async function recall({ notes }: Pick<Asking, "notes">, db: Reader, key: RequestKey): Promise<Earlier> {
  const wrong = problemsOfKey(key.key);
  if (wrong.length > 0) return { outcome: "refused", refusal: invalid(wrong) };
  const [row] = await byKey(db, { scope: key.scope, key: key.key });
  if (!row) return { outcome: "none" };
  if (row.requestHash !== hashRequest(key)) return { outcome: "refused", refusal: keyReused() };
  if (row.state === "begun") return { outcome: "begun", begun: row.answer };
  notes.replayed = true;
  return { outcome: "done", answer: row.answer };
}

/** Binds the key to what is begun under it, in the transaction that begins it: for work that leaves the store before it can answer. */
export async function claimKey(
  tx: Tx,
  { world }: Pick<Asking, "world">,
  key: RequestKey,
  begun: unknown,
): Promise<void> {
  await keep(tx, key, { state: "begun", answer: begun, createdAt: world.now() });
}

/**
 * Keeps the answer, in the transaction that makes it true, and gives the one that stands: of two who come to an end under one key, the
 * first. `answer` is JSON: names and ids, never a secret.
 */
export function keepAnswer(
  tx: Tx,
  { world }: Pick<Asking, "world">,
  key: RequestKey,
  answer: unknown,
): Promise<unknown> {
  return keep(tx, key, { state: "done", answer, createdAt: world.now() });
}

/** Frees a key under which something was begun that is gone without a trace: it may be used again, for anything. */
export async function freeKey(tx: Tx, key: RequestKey): Promise<void> {
  const { scope, key: name } = key;
  const mine = and(
    eq(idempotency.scope, scope),
    eq(idempotency.key, name),
    eq(idempotency.requestHash, hashRequest(key)),
  );
  await tx.delete(idempotency).where(and(mine, eq(idempotency.state, "begun")));
}

/** Removes keys older than their life. */
export async function dropOldKeys(tx: Tx, now: number): Promise<void> {
  await tx.delete(idempotency).where(lt(idempotency.createdAt, now - keyLifeMs));
}

type Kept = Pick<typeof idempotency.$inferInsert, "state" | "answer" | "createdAt">;

const isDone = sql`${idempotency.state} = 'done'`;
const saveKey = prepared(
  ["scope", "key", "requestHash", "state", "answer", "createdAt"],
  (tx: Tx, { scope, key, requestHash, state, answer, createdAt }) =>
    tx
      .insert(idempotency)
      .values({ scope, key, requestHash, state, answer: sql`${answer}`, createdAt })
      .onConflictDoUpdate({
        target: [idempotency.scope, idempotency.key],
        set: {
          state: sql`CASE WHEN ${isDone} THEN 'done' ELSE excluded.state END`,
          answer: sql`CASE WHEN ${isDone} THEN ${idempotency.answer} ELSE excluded.answer END`,
        },
        setWhere: eq(idempotency.requestHash, requestHash),
      })
      .returning({ answer: idempotency.answer }),
);

/** An answer that was kept is never replaced. Throws if the key stands for another request: whoever comes here has asked before. */
async function keep(tx: Tx, key: RequestKey, kept: Kept): Promise<unknown> {
  const requestHash = hashRequest(key);
  const answer = kept.answer === null || kept.answer === undefined ? null : JSON.stringify(kept.answer);
  const [row] = await saveKey(tx, { scope: key.scope, key: key.key, requestHash, ...kept, answer });
  if (!row) throw new Error(`a key of ${key.operation} stands for another request`);
  return row.answer;
}

function hashRequest({ operation, request }: RequestKey): string {
  return fingerprint([operation, request]);
}

/** A fingerprint that does not depend on the order in which fields were written. */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("base64url");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}
