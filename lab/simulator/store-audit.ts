/** The audit of a history's stores, and its open refunds. */

import type { OwedRefund } from "@hansa/client/refund-desk";
import { Database } from "@hansa/kit/store";
import { z } from "zod";
import { auditStores } from "../../cli/audit/audit.ts";
import type { Finding } from "../../cli/audit/rule.ts";
import { storeFile } from "../../cli/host/shop.mjs";

const owedRefund = z.object({ orderId: z.string(), minor: z.int(), refunds: z.int() });

export type StoreAudit = {
  /** Everything that is wrong, each with the invariant that it breaks. Nothing may be on its way any more. */
  breaches(): string[];
  /** The outstanding refund of each cancelled order whose refund failed. */
  owed(): OwedRefund[];
  /** Orders by their state. */
  outcomes(): Record<string, number>;
  close(): void;
};

/** Opens the stores in `folder` to read; `now` is the time of their history, in epoch milliseconds. */
export function openStoreAudit(folder: string, now: () => number): StoreAudit {
  const db = new Database(storeFile(folder, "orders"), { readonly: true });
  return {
    breaches: () =>
      auditStores({ data: folder, drained: true, now: now() }).verdicts.flatMap(({ id, findings }) =>
        findings.flatMap((finding) => breachesIn(finding).map((what) => `${id} ${what}`)),
      ),
    owed: () =>
      z.array(owedRefund).parse(
        db
          .prepare(
            `SELECT orders.id AS orderId, captured_minor - refunded_minor - external_minor AS minor,
                (SELECT count(*) FROM refunds WHERE refunds.order_id = orders.id AND refunds.state IN ('FAILED', 'REFUSED')) AS refunds
              FROM orders JOIN order_money ON order_id = orders.id
              WHERE state = 'CANCELLED' AND captured_minor > refunded_minor + external_minor
                AND EXISTS (SELECT 1 FROM refunds WHERE refunds.order_id = orders.id AND refunds.state IN ('FAILED', 'REFUSED')) ORDER BY orders.id`,
          )
          .all(),
      ),
    outcomes: () =>
      Object.fromEntries(
        z
          .array(z.object({ state: z.string(), count: z.int() }))
          .parse(db.prepare("SELECT state, COUNT(*) AS count FROM orders GROUP BY state ORDER BY state").all())
          .map(({ state, count }) => [state, count]),
      ),
    close: () => db.close(),
  };
}

function breachesIn({ must, broken, examples }: Finding): string[] {
  const shown = examples.map((example) => `${must}: ${JSON.stringify(example)}`);
  return broken > shown.length ? [...shown, `${must}: ${broken - shown.length} more`] : shown;
}
