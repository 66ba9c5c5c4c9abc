/** How the saga of the one order of a test stands. */
import { minute, type Shop } from "./shop.ts";

/** Lets the longest pause of a saga pass, and the timers run. */
export async function later(s: Shop): Promise<void> {
  await s.world.advance(minute);
  await s.work();
}

/** How the one order and its saga stand. */
export function standing(s: Shop): unknown {
  const columns = "step, outcome, attempt, state, hold_reason AS holdReason";
  return s.rows(`SELECT ${columns} FROM sagas JOIN orders ON orders.id = order_id`)[0];
}

/** How many alarms of an order without an answer were counted. */
export async function alarms({ running }: Shop): Promise<number> {
  const text = await running.service.deps.metrics.registry.metrics();
  return Number(/^hansa_alarms_total\{alarm="order_parked"\} (\d+)/m.exec(text)?.[1] ?? 0);
}
