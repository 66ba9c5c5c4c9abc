/** Idempotent writes: a change and its response are stored in one transaction, once per key; a refusal changes nothing. */
import type { ZodType } from "zod";
import type { Store, Tx } from "../store/store.ts";
import {
  type EarlierRequest,
  findEarlierResponse,
  type IdempotentRequest,
  type RequestKey,
  storeResponse,
} from "./idempotency-keys.ts";

/** Ends the change with a refusal: its writes are rolled back and the key stays free. */
export type Reject<Refusal> = (refusal: Refusal) => never;

type KeyRefusal = Extract<EarlierRequest, { outcome: "refused" }>["refusal"];
export type IdempotentWrite<Kept, Refusal> = { kept: Kept } | { refused: Refusal | KeyRefusal };

/** The transaction's name, the idempotency key of the request, and the shape of the stored response. */
type WriteOptions<Kept> = { name: string; key: RequestKey; shape: ZodType<Kept> };

/**
 * Runs `change` in one transaction, unless the key was used before: then the stored response is returned and noted as replayed.
 * The response is stored as JSON: names and ids, never a secret. The union of the mutation needs ValidationError and
 * IdempotencyKeyReusedError.
 */
export async function writeOnce<Kept, Refusal>(
  request: IdempotentRequest & { store: Store },
  { name, key, shape }: WriteOptions<Kept>,
  change: (tx: Tx, reject: Reject<Refusal>) => Promise<Kept>,
): Promise<IdempotentWrite<Kept, Refusal>> {
  const rollback = new Error("a mutation was refused");
  const refusals: Refusal[] = [];
  const reject = (refusal: Refusal): never => {
    refusals.push(refusal);
    throw rollback;
  };
  try {
    return await request.store.write(name, async (tx): Promise<IdempotentWrite<Kept, Refusal>> => {
      const earlier = await findEarlierResponse(request, tx, key);
      if (earlier.outcome === "refused") return { refused: earlier.refusal };
      if (earlier.outcome === "done") return { kept: shape.parse(earlier.answer) };
      const kept = await change(tx, reject);
      await storeResponse(request, tx, key, kept);
      return { kept };
    });
  } catch (error) {
    const [refusal] = refusals;
    if (error !== rollback || refusal === undefined) throw error;
    return { refused: refusal };
  }
}
