/** Idempotent writes: a change and its response are stored in one transaction, once per key; a refusal changes nothing. */
import type { ZodType } from "zod";
import { isRefusal, type Refusal } from "../runtime/refusals.ts";
import type { Store, Tx } from "../store/store.ts";
import {
  type EarlierRequest,
  findEarlierResponse,
  type IdempotentRequest,
  type RequestKey,
  storeResponse,
} from "./idempotency-keys.ts";

type KeyRefusal = Extract<EarlierRequest, { outcome: "refused" }>["refusal"];

/** The transaction's name, the idempotency key of the request, and the shape of the stored response. */
type WriteOptions<Stored, Replayed> = {
  name: string;
  key: RequestKey;
  shape: ZodType<Stored>;
  /**
   * Counts a replay, where first calls are limited: they count apart. A replay that it refuses keeps its stored response, which a later one
   * gets.
   */
  countReplay?: (tx: Tx) => Promise<Replayed | undefined>;
};

/**
 * Runs `change` in one transaction, unless the key was used before: then the stored response is returned and noted as replayed. If the
 * change returns a refusal, its writes are rolled back and the key stays free. The response is stored as JSON: names and ids, never a
 * secret. The union of the mutation needs ValidationError and IdempotencyKeyReusedError.
 */
export function writeOnce<Result, Replayed extends Refusal = never>(
  request: IdempotentRequest & { store: Store },
  { name, key, shape, countReplay }: WriteOptions<NoInfer<Exclude<Result, Refusal>>, Replayed>,
  change: (tx: Tx) => Promise<Result>,
): Promise<Result | KeyRefusal | Replayed> {
  const changeOnce = async (tx: Tx): Promise<Result | KeyRefusal | Replayed> => {
    const notes = { replayed: request.notes.replayed };
    const earlier = await findEarlierResponse({ notes }, tx, key);
    if (earlier.outcome === "refused") return earlier.refusal;
    if (earlier.outcome === "done") {
      const refused = await countReplay?.(tx);
      if (refused) return refused;
      request.notes.replayed = notes.replayed;
      return shape.parse(earlier.response);
    }
    const result = await change(tx);
    if (!isRefusal(result)) await storeResponse(request, tx, key, result);
    return result;
  };
  return request.store.write(name, changeOnce, isRefusal);
}
