/** Idempotent starts: work that calls the outside before its response is started once per key; no refusal hides an earlier start. */
import { isRefusal, type Refusal } from "../runtime/refusals.ts";
import type { Store, Tx } from "../store/store.ts";
import {
  claimKey,
  type EarlierRequest,
  findEarlierResponse,
  type IdempotentRequest,
  type RequestKey,
} from "./idempotency-keys.ts";

/** An earlier request under the same key, which is to be repeated. */
export type Earlier = Exclude<EarlierRequest, { outcome: "none" }>;

/**
 * Writes the work in one transaction, and binds the key to its `started`: JSON with which a repetition finds the work. A refusal is rolled
 * back.
 */
type WriteStart = <Work extends Refusal | { started: unknown }>(
  start: (tx: Tx) => Promise<Work>,
) => Promise<Work | { earlier: Earlier }>;

/**
 * Starts the work of a request, unless its key was used before: then the earlier request is returned, to be repeated. `attempt` may call the
 * outside, and then starts the work with the function that it gets, once. When it is refused, the key is read again: another request under it
 * may have caused the refusal, and then that request is returned instead.
 */
export async function startOnce<Result>(
  request: IdempotentRequest & { store: Store },
  { name, key }: { name: string; key: RequestKey },
  attempt: (writeStart: WriteStart) => Promise<Result>,
): Promise<Result | { earlier: Earlier }> {
  const { store } = request;
  const readKey = () => store.read((db) => findEarlierResponse(request, db, key));
  const before = await readKey();
  if (before.outcome !== "none") return { earlier: before };
  const result = await attempt((start) => {
    const startUnlessKnown = async (tx: Tx) => {
      const earlier = await findEarlierResponse(request, tx, key);
      if (earlier.outcome !== "none") return { earlier };
      const work = await start(tx);
      if ("started" in work) await claimKey(request, tx, key, work.started);
      return work;
    };
    return store.write(name, startUnlessKnown, isRefusal);
  });
  if (!isRefusal(result)) return result;
  const earlier = await readKey();
  return earlier.outcome === "none" ? result : { earlier };
}
