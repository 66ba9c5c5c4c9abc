/** Performs a cancellation as staff: finds the order by its number and cancels units of one line. */
import { OrderLinesCancelDocument, OrderLinesDocument } from "@hansa/client/documents/orders";
import type { Graph } from "@hansa/client/graphql-client";
import { requireSuccess } from "@hansa/client/mutation";
import { executeUntilAnswered, mutateUntilAnswered } from "@hansa/client/retries";
import type { Matched } from "../file/cancellations.ts";
import type { Journal } from "../journal.ts";

export type CancellationContext = { graph: Graph; journal: Journal; adminToken: () => Promise<string> };

/** Cancels what was matched, unless the journal says that it was done. Throws when the shop refuses. */
export async function performCancellation(cancelling: CancellationContext, matched: Matched): Promise<void> {
  const { graph, journal, adminToken } = cancelling;
  const { name, cancellation, invoice, sku } = matched;
  if (journal.cancelled.has(name)) return;
  const number = journal.orders.get(invoice);
  if (number === undefined) throw new Error(`${name}: invoice ${invoice} was never placed`);

  const as = { token: await adminToken() };
  const { order } = await executeUntilAnswered(graph, OrderLinesDocument, { number }, as);
  const line = order?.lines.find((each) => each.sku === sku);
  if (!order || !line) throw new Error(`${name}: the order ${number} has no line ${sku}`);
  const input = {
    orderId: order.id,
    parts: [{ lineId: line.id, quantity: cancellation.quantity }],
    idempotencyKey: `replay-${name}`,
  };
  requireSuccess(await mutateUntilAnswered(graph, OrderLinesCancelDocument, input, as));
  journal.note({ cancellation: name });
}
