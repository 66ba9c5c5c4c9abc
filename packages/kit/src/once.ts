/** A mutation that is done once for each key: its change and its answer in one transaction, or a refusal and nothing changed. */
import type { ZodType } from "zod";
import { type Asking, type Earlier, keepAnswer, type RequestKey, recall } from "./idempotency.ts";
import type { Store, Tx } from "./store.ts";

/** Ends the change with a refusal: whatever it wrote is undone, and the key stays free. */
export type Refuse<Refusal> = (refusal: Refusal) => never;

type KeyRefusal = Extract<Earlier, { outcome: "refused" }>["refusal"];
export type Once<Kept, Refusal> = { kept: Kept } | { refused: Refusal | KeyRefusal };

/**
 * Runs `change` in one transaction named `name`, unless `key` was used before: then what it kept is given again, and noted as replayed.
 * What `change` answers is kept as JSON, so it holds names and ids, never a secret. The union of the mutation needs ValidationError and
 * IdempotencyKeyReusedError.
 */
export async function once<Kept, Refusal>(
  asking: Asking & { store: Store },
  name: string,
  key: RequestKey,
  shape: ZodType<Kept>,
  change: (tx: Tx, refuse: Refuse<Refusal>) => Promise<Kept>,
): Promise<Once<Kept, Refusal>> {
  const undone = new Error("a mutation was refused");
  const refusals: Refusal[] = [];
  const refuse = (refusal: Refusal): never => {
    refusals.push(refusal);
    throw undone;
  };
  try {
    return await asking.store.write(name, async (tx): Promise<Once<Kept, Refusal>> => {
      const earlier = await recall(asking, tx, key);
      if (earlier.outcome === "refused") return { refused: earlier.refusal };
      if (earlier.outcome === "done") return { kept: shape.parse(earlier.answer) };
      const kept = await change(tx, refuse);
      await keepAnswer(tx, asking, key, kept);
      return { kept };
    });
  } catch (error) {
    const [refusal] = refusals;
    if (error !== undone || refusal === undefined) throw error;
    return { refused: refusal };
  }
}
