/** Watch of declined payments: an alarm while a provider declines more than half of at least 20 payments within an hour. */
import { raiseAlarm } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { countResponses } from "../../store/payments/responses.ts";

const hour = 60 * 60 * 1_000;
/** Fewer answers say nothing about the shop. */
const fewest = 20;

type Counted = { responses: number; declines: number };

function isUsual({ responses, declines }: Counted): boolean {
  return responses < fewest || declines * 2 <= responses;
}

/** Whether the provider has declined most payments of the last hour. */
export async function isDeclineRateHigh(
  { runtime }: Pick<Deps, "runtime">,
  db: Reader,
  provider: string,
): Promise<boolean> {
  const counted = await countResponses(db, runtime.now() - hour);
  return counted.some((each) => each.provider === provider && !isUsual(each));
}

/** Creates the job that watches. An alarm is repeated every hour while its cause lasts. */
export function createDeclineWatch(deps: Deps): () => Promise<void> {
  const { store, runtime } = deps;
  const raisedAt = new Map<string, number>();
  return async () => {
    const now = runtime.now();
    for (const counted of await store.read((db) => countResponses(db, now - hour))) {
      const { provider, responses, declines } = counted;
      if (isUsual(counted) || now - (raisedAt.get(provider) ?? Number.NEGATIVE_INFINITY) < hour) continue;
      raisedAt.set(provider, now);
      const facts = { provider, payments: responses, declines };
      raiseAlarm(
        deps,
        { name: "many_declines", subject: provider },
        facts,
        "payments: most payments of the last hour were declined",
      );
    }
  };
}
