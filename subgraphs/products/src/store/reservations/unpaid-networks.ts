/** Networks of which a reservation has recently ended unpaid. */
import { hasRow, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, eq, gt, lte } from "drizzle-orm";
import { unpaidNetworks } from "./tables.ts";

const { network, endsAt } = unpaidNetworks;

/** Whether a reservation of this network has ended unpaid and `now` is within the time that this counts. */
export const hasEndedUnpaid = hasRow(
  statement([network, endsAt], (db: Reader, of, now) =>
    db
      .select({ network })
      .from(unpaidNetworks)
      .where(and(eq(network, of), gt(endsAt, now))),
  ),
);

/** Notes that a reservation of this network has ended unpaid, which counts until `endsAt`. */
export const recordUnpaid = statement([{ network, endsAt }], (tx: Tx, row) =>
  tx
    .insert(unpaidNetworks)
    .values(row)
    .onConflictDoUpdate({ target: network, set: { endsAt: row.endsAt } }),
);

/** Forgets the networks of which none counts any more. */
export const forgetUnpaid = statement([endsAt], (tx: Tx, now) => tx.delete(unpaidNetworks).where(lte(endsAt, now)));
