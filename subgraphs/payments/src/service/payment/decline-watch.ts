/** Watch of declined payments: an alarm while a provider declines more than half of at least 20 payments within an hour. */
import { raiseAlarm } from "@hansa/kit/runtime/alarm";
import type { Deps } from "../../context.ts";
import { countAnswers } from "../../store/payments/answers.ts";

const hour = 60 * 60 * 1_000;
/** Fewer answers say nothing about the shop. */
const fewest = 20;

/** Creates the job that watches. An alarm is repeated every hour while its cause lasts. */
export function createDeclineWatch(deps: Deps): () => Promise<void> {
  const { store, runtime } = deps;
  const raisedAt = new Map<string, number>();
  return async () => {
    const now = runtime.now();
    for (const { provider, answers, declines } of await store.read((db) => countAnswers(db, now - hour))) {
      const isUsual = answers < fewest || declines * 2 <= answers;
      if (isUsual || now - (raisedAt.get(provider) ?? Number.NEGATIVE_INFINITY) < hour) continue;
      raisedAt.set(provider, now);
      const facts = { provider, payments: answers, declines };
      raiseAlarm(deps, "many_declines", facts, "payments: most payments of the last hour were declined");
    }
  };
}
