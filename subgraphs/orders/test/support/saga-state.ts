/** State of the saga of a test's only order. */
import { minute, type Shop } from "./shop.ts";

/** Advances the clock by more than the longest delay between attempts, and runs the jobs. */
export async function runRetries(s: Shop): Promise<void> {
  await s.runtime.advance(minute);
  await s.work();
}

/** The state of the only order and of its saga. */
export async function readSagaState(s: Shop): Promise<unknown> {
  const columns = 'step, outcome, attempts, state, hold_reason AS "holdReason"';
  return (await s.rows(`SELECT ${columns} FROM sagas JOIN orders ON orders.id = order_id`))[0];
}

/** The number of alarms about stalled orders. */
export async function countStalledAlarms({ running }: Shop): Promise<number> {
  const text = await running.service.deps.metrics.registry.metrics();
  return Number(/^hansa_alarms_total\{alarm="order_stalled"\} (\d+)/m.exec(text)?.[1] ?? 0);
}
