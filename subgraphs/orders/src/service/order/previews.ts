/** Previews: a change itself in a transaction that is always rolled back, so that a preview and its change cannot differ. */
import { CodedError } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { requireStaff } from "../access.ts";

/** The maximum wait for the store, whose other writes come first. */
const maxWaitMs = 2_000;

/**
 * Runs a change and takes it back. Each person has one preview at a time, since it holds the writer. Throws `OVERLOADED` beside another one, and
 * if the store has not begun with it in time.
 */
export async function preview<Result>(context: Context, change: (tx: Tx) => Promise<Result>): Promise<Result> {
  const { store, runtime, previewers } = context;
  const { actorId } = requireStaff(context);
  if (previewers.has(actorId)) throw overloaded();
  previewers.add(actorId);
  const giveUpAt = runtime.monotonic() + maxWaitMs;
  try {
    const run = async (tx: Tx) => (runtime.monotonic() < giveUpAt ? { done: await change(tx) } : undefined);
    const result = await store.write("preview", run, () => true);
    if (!result) throw overloaded();
    return result.done;
  } finally {
    previewers.delete(actorId);
  }
}

function overloaded(): CodedError {
  return new CodedError("OVERLOADED", "Another preview, or the store, is not ready. Try again.", {
    retryAfterMs: 1_000,
  });
}
