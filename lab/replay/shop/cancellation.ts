/** Performs a cancellation as staff: finds the order by its number and cancels units of one line. */
import { z } from "zod";
import { ask, type Graph, inProgress, mutate, mutation } from "../../client/retrying-client.ts";
import type { Matched } from "../file/cancellations.ts";
import type { Journal } from "../journal.ts";

const orderQuery = `query Replay_order($number: String!) {
  order(number: $number) { id lines { id sku } }
}`;
const order = z.object({
  order: z.object({ id: z.string(), lines: z.array(z.object({ id: z.string(), sku: z.string() })) }),
});

const orderLinesCancel = mutation(
  {
    name: "orderLinesCancel",
    input: "OrderLinesCancelInput",
    success: "OrderLinesCancelled",
    selection: "order { state }",
    refusals: inProgress,
  },
  z.object({ order: z.object({ state: z.string() }) }),
);

export type CancellationContext = { graph: Graph; journal: Journal; adminToken: () => Promise<string> };

/** Cancels what was matched, unless the journal says that it was done. Throws when the shop refuses. */
export async function performCancellation(cancelling: CancellationContext, matched: Matched): Promise<void> {
  const { graph, journal, adminToken } = cancelling;
  const { name, cancellation, invoice, sku } = matched;
  if (journal.cancelled.has(name)) return;
  const number = journal.orders.get(invoice);
  if (number === undefined) throw new Error(`${name}: invoice ${invoice} was never placed`);

  const found = await ask(graph, orderQuery, { number }, order, await adminToken());
  const line = found.order.lines.find((each) => each.sku === sku);
  if (!line) throw new Error(`${name}: the order ${number} has no line ${sku}`);
  const input = {
    orderId: found.order.id,
    parts: [{ lineId: line.id, quantity: cancellation.quantity }],
    idempotencyKey: `replay-${name}`,
  };
  await mutate(graph, orderLinesCancel, input, await adminToken());
  journal.note({ cancellation: name });
}
