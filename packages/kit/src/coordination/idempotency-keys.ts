/** Idempotency keys: a repeated mutation resumes the work that was started under its key, or returns the stored response. */
import { createHash } from "node:crypto";
import { and, eq, getTableColumns, lt, sql } from "drizzle-orm";
import { type InputProblem, invalid, keyReused, problem } from "../runtime/refusals.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { firstRow, statement } from "../store/statement.ts";
import type { Reader, Tx } from "../store/store.ts";
import { idempotency } from "../store/tables.ts";

/**
 * `scope` is the user's id, or the cart's, checkout's or order's for guests: keys of different people never meet. `operation` is the
 * mutation and `request` all of its arguments: the same key for another mutation counts as the same key with other arguments.
 */
export type RequestKey = { scope: string; key: string; operation: string; request: unknown };

/** The parts of a request's context that its key needs. `replayed` becomes an extension of the response. */
export type IdempotentRequest = { runtime: Pick<Runtime, "now">; notes: { replayed: boolean } };

/** The earlier request of a key: none, started without a response, done with its response, or refused. */
export type EarlierRequest =
  | { outcome: "none" }
  | { outcome: "started"; started: unknown }
  | { outcome: "done"; response: unknown }
  | { outcome: "refused"; refusal: ReturnType<typeof invalid> | ReturnType<typeof keyReused> };

/** The stored response of a key. */
export type StoredResponse = Extract<EarlierRequest, { outcome: "done" }>;

/** How long a key is stored: 7 days. After that, unique ids still prevent a second effect. */
export const keyLifeMs = 7 * 24 * 60 * 60 * 1_000;

const maxKeyLength = 255;

/** The key of a request: an operation with its input, in the scope of the sender. */
export function keyOf(scope: string, operation: string, input: { idempotencyKey: string }): RequestKey {
  return { scope, key: input.idempotencyKey, operation, request: input };
}

/** The problems of a key. An empty key is refused: unrelated requests would share it. */
export function problemsOfKey(key: string): InputProblem[] {
  if (key.trim() !== "" && key.length <= maxKeyLength) return [];
  return [problem("idempotencyKey", "WRONG_LENGTH", `A key has 1 to ${maxKeyLength} characters.`)];
}

const findKey = firstRow(
  statement([idempotency.scope, idempotency.key], (db: Reader, scope, key) =>
    db
      .select()
      .from(idempotency)
      .where(and(eq(idempotency.scope, scope), eq(idempotency.key, key))),
  ),
);

/** Finds the earlier request of this key. A stored response is noted as replayed. */
export async function findEarlierResponse(
  { notes }: Pick<IdempotentRequest, "notes">,
  db: Reader,
  key: RequestKey,
): Promise<EarlierRequest> {
  const problems = problemsOfKey(key.key);
  if (problems.length > 0) return { outcome: "refused", refusal: invalid(problems) };
  const row = await findKey(db, key.scope, key.key);
  if (!row) return { outcome: "none" };
  if (row.requestHash !== hashRequest(key)) return { outcome: "refused", refusal: keyReused() };
  if (row.state === "begun") return { outcome: "started", started: row.response };
  notes.replayed = true;
  return { outcome: "done", response: row.response };
}

/** Binds the key to started work, in the transaction that starts it: for work that calls the outside before its response. */
export async function claimKey(
  { runtime }: { runtime: Pick<Runtime, "now"> },
  tx: Tx,
  key: RequestKey,
  started: unknown,
): Promise<void> {
  await storeKey(tx, key, { state: "begun", response: started, createdAt: runtime.now() });
}

/**
 * Stores the response in the transaction of its change, and returns the valid one: of two requests that finish under one key, the first.
 * `answer` is JSON: names and ids, never a secret.
 */
export function storeResponse(
  { runtime }: { runtime: Pick<Runtime, "now"> },
  tx: Tx,
  key: RequestKey,
  response: unknown,
): Promise<unknown> {
  return storeKey(tx, key, { state: "done", response, createdAt: runtime.now() });
}

/**
 * Releases a key whose started work is refused, in the transaction of the refusal: it may be used again for any request. Returns the response
 * that another request under the key has stored meanwhile, noted as replayed: it stands instead of the refusal.
 */
export async function releaseKey(
  { notes }: Pick<IdempotentRequest, "notes">,
  tx: Tx,
  key: RequestKey,
): Promise<StoredResponse | undefined> {
  const { scope, key: name } = key;
  const ofRequest = and(
    eq(idempotency.scope, scope),
    eq(idempotency.key, name),
    eq(idempotency.requestHash, hashRequest(key)),
  );
  await tx.delete(idempotency).where(and(ofRequest, eq(idempotency.state, "begun")));
  const earlier = await findEarlierResponse({ notes }, tx, key);
  return earlier.outcome === "done" ? earlier : undefined;
}

/** Removes keys older than their life. */
export async function dropOldKeys(tx: Tx, now: number): Promise<void> {
  await tx.delete(idempotency).where(lt(idempotency.createdAt, now - keyLifeMs));
}

type StoredKey = Pick<typeof idempotency.$inferInsert, "state" | "response" | "createdAt">;

const isDone = sql`${idempotency.state} = 'done'`;
const saveKey = firstRow(
  statement([getTableColumns(idempotency)], (tx: Tx, row) =>
    tx
      .insert(idempotency)
      .values(row)
      .onConflictDoUpdate({
        target: [idempotency.scope, idempotency.key],
        set: {
          state: sql`CASE WHEN ${isDone} THEN 'done' ELSE excluded.state END`,
          response: sql`CASE WHEN ${isDone} THEN ${idempotency.response} ELSE excluded.answer END`,
        },
        setWhere: eq(idempotency.requestHash, row.requestHash),
      })
      .returning({ response: idempotency.response }),
  ),
);

/** Stores a key. A stored response is never replaced. Throws if the key stands for another request: callers have checked that before. */
async function storeKey(tx: Tx, key: RequestKey, state: StoredKey): Promise<unknown> {
  const requestHash = hashRequest(key);
  const row = await saveKey(tx, { scope: key.scope, key: key.key, requestHash, response: null, ...state });
  if (!row) throw new Error(`a key of ${key.operation} stands for another request`);
  return row.response;
}

function hashRequest({ operation, request }: RequestKey): string {
  return fingerprint([operation, request]);
}

/** A fingerprint that does not depend on the order of fields. */
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
