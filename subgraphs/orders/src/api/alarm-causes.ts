/** The causes of the alarms of orders that end by them. */
import type { AlarmCauses } from "@hansa/kit/alarms";
import type { Reader } from "@hansa/kit/store";
import { findOrdersByIds } from "../store/order/orders.ts";
import { hasStalledTask } from "../store/processing/order-tasks.ts";
import { findOpenSaga, processingRetries } from "../store/processing/sagas.ts";

export const alarmCauses = {
  order_stalled: isStalled,
  order_held: isOnHold,
  refund_failed: isOnHold,
} satisfies AlarmCauses;

/** Whether a step or a task of the order is at its attempt limit. */
async function isStalled(db: Reader, orderId: string): Promise<boolean> {
  const saga = await findOpenSaga(db, orderId);
  return (saga?.attempts ?? 0) >= processingRetries.maxAttempts || (await hasStalledTask(db, orderId));
}

async function isOnHold(db: Reader, orderId: string): Promise<boolean> {
  const [order] = await findOrdersByIds(db, [orderId]);
  return typeof order?.holdReason === "string";
}
