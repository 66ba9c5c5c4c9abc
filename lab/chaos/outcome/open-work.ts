/** Finds open work in the stores, by kind: a shop without open work is at rest. */
import { z } from "zod";
import { type ServiceName, serviceNames } from "../processes/names.ts";
import type { Stores } from "./stores.ts";

/** Payments as they stand at the provider. */
const currentPayments = "(SELECT *, max(seq) FROM sandbox_entries GROUP BY ref)";

/** Work of which none may be left once the faults are over; a hand-over is due an hour after the order, and is not part of it. */
const openWork: readonly { what: string; store: ServiceName | "provider"; statement: string }[] = [
  { what: "sagas", store: "orders", statement: "SELECT count(*) FROM sagas WHERE step <> 'DONE'" },
  {
    what: "order tasks",
    store: "orders",
    statement: "SELECT count(*) FROM order_tasks WHERE done_at IS NULL AND kind <> 'HAND_OVER'",
  },
  {
    what: "unwanted payments",
    store: "orders",
    statement: "SELECT count(*) FROM unwanted_payments WHERE outcome IS NULL",
  },
  { what: "refunds of orders", store: "orders", statement: "SELECT count(*) FROM refunds WHERE state = 'PENDING'" },
  {
    what: "checkouts",
    store: "orders",
    statement: "SELECT count(*) FROM checkouts WHERE state IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING')",
  },
  { what: "reservations", store: "products", statement: "SELECT count(*) FROM reservations WHERE state = 'reserved'" },
  {
    what: "calls to the provider",
    store: "payments",
    statement: "SELECT count(*) FROM provider_calls WHERE outcome = 'open'",
  },
  { what: "refunds", store: "payments", statement: "SELECT count(*) FROM refunds WHERE state = 'PENDING'" },
  {
    what: "cancelled orders that are owed money",
    store: "orders",
    statement: `SELECT count(*) FROM orders JOIN order_money ON order_id = id
      WHERE state = 'CANCELLED' AND captured_minor > refunded_minor + external_minor`,
  },
  {
    what: "decisions of banks",
    store: "provider",
    statement: `SELECT count(*) FROM ${currentPayments} WHERE pending_since IS NOT NULL`,
  },
  {
    what: "messages about disputes and failed refunds",
    store: "provider",
    statement: `SELECT count(*) FROM ${currentPayments} JOIN sandbox_messages ON entry_seq = seq WHERE delivered_at IS NULL
      AND (disputes <> '[]' OR EXISTS (SELECT 1 FROM json_each(refunds) WHERE value ->> 'state' = 'FAILED'))`,
  },
  { what: "webhooks", store: "payments", statement: "SELECT count(*) FROM webhook_inbox WHERE state = 'stored'" },
];

/** How many of each are open, those of which there are none left out; a cursor counts the events that it is behind. */
export async function findOpenWork(stores: Stores): Promise<Record<string, number>> {
  const counts = await Promise.all(
    openWork.map(async ({ what, store, statement }) => [what, await stores.number(store, statement)] as const),
  );
  return Object.fromEntries([...counts, ...(await findCursors(stores))].filter(([, count]) => count > 0));
}

const cursor = z.object({ source: z.string(), seq: z.int() });

/** A cursor is named after the service whose events it follows, perhaps with what for. */
async function findCursors(stores: Stores): Promise<[string, number][]> {
  const behind = serviceNames.map(async (store) => {
    const cursors = z.array(cursor).parse(await stores.rows(store, "SELECT source, seq FROM inbox_cursor"));
    return Promise.all(
      cursors.map(async ({ source, seq }): Promise<[string, number]> => {
        const from = serviceNames.find((name) => source.startsWith(name));
        if (!from) throw new Error(`${store} follows ${source}, which is unknown`);
        const last = await stores.number(from, "SELECT max(seq) FROM outbox");
        return [`events from ${source} in ${store}`, last - seq];
      }),
    );
  });
  return (await Promise.all(behind)).flat();
}
