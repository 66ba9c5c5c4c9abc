/** A mutation that is done once for each key: its change and its answer in one transaction, or a refusal and nothing changed. */
import type { ZodType } from "zod";
import { findEarlier, keepAnswer, type RequestKey } from "./idempotency.ts";
import { invalid, keyInProgress, keyReused, problem } from "./refusals.ts";
import type { Store, Tx } from "./store.ts";
import type { World } from "./world.ts";

/** Ends the change with a refusal: whatever it wrote is undone, and the key stays free. */
export type Refuse<Refusal> = (refusal: Refusal) => never;

type KeyRefusal = ReturnType<typeof invalid> | ReturnType<typeof keyReused> | ReturnType<typeof keyInProgress>;
export type Once<Kept, Refusal> = { kept: Kept } | { refused: Refusal | KeyRefusal };

type Asked = { store: Store; world: World; notes: { replayed: boolean } };

const longestKey = 255;

/**
 * Runs `change` in one transaction named `name`, unless `key` was used before: then what it kept is given again, and noted as replayed.
 * What `change` answers is kept as JSON, so it holds names and ids, never a secret. The union of the mutation needs ValidationError and
 * both refusals of keys.
 */
export async function once<Kept, Refusal>(
  { store, world, notes }: Asked,
  name: string,
  key: RequestKey,
  recall: ZodType<Kept>,
  change: (tx: Tx, refuse: Refuse<Refusal>) => Promise<Kept>,
): Promise<Once<Kept, Refusal>> {
  if (key.key.trim() === "" || key.key.length > longestKey) {
    return {
      refused: invalid([problem("idempotencyKey", "WRONG_LENGTH", `A key has 1 to ${longestKey} characters.`)]),
    };
  }
  const undone = new Error("a mutation was refused");
  const refusals: Refusal[] = [];
  const refuse = (refusal: Refusal): never => {
    refusals.push(refusal);
    throw undone;
  };
  try {
    return await store.write(name, async (tx): Promise<Once<Kept, Refusal>> => {
      const earlier = await findEarlier(tx, key, world.now());
      if (earlier.outcome === "reused") return { refused: keyReused() };
      if (earlier.outcome === "inProgress") return { refused: keyInProgress(earlier.retryAfterMs) };
      if (earlier.outcome === "done") {
        notes.replayed = true;
        return { kept: recall.parse(earlier.answer) };
      }
      const kept = await change(tx, refuse);
      await keepAnswer(tx, key, world.now(), kept);
      return { kept };
    });
  } catch (error) {
    const [refusal] = refusals;
    if (error !== undone || refusal === undefined) throw error;
    return { refused: refusal };
  }
}
