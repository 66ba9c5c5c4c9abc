/** Rebuild of the projections from the first event, with a comparison of the rows before and after. */
import { createHash } from "node:crypto";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findRows, type Projection, projections, resetProjections } from "../../store/analytics/projections.ts";
import { projectEvents } from "./projection.ts";

/** One table: its number of rows before and after, and whether the rows are identical. */
export type RebuiltProjection = { table: string; rowsBefore: number; rowsAfter: number; identical: boolean };

/**
 * Empties and refills every projection in one transaction: an interrupted rebuild changes nothing. Pending events are projected first, so
 * that the lag of the event consumer is no difference.
 */
export function rebuildProjections({ store }: Pick<Deps, "store">): Promise<RebuiltProjection[]> {
  return store.write("rebuild-projections", async (tx) => {
    await projectRemaining(tx);
    const before = await fingerprints(tx);
    await resetProjections(tx);
    await projectRemaining(tx);
    const after = await fingerprints(tx);
    return projections.map(({ name }): RebuiltProjection => {
      const [was, is] = [before.get(name), after.get(name)];
      if (!was || !is) throw new Error(`the projection ${name} was not compared`);
      return { table: name, rowsBefore: was.rows, rowsAfter: is.rows, identical: was.hash === is.hash };
    });
  });
}

async function projectRemaining(tx: Tx): Promise<void> {
  for (;;) {
    const { reached, lastSeq } = await projectEvents(tx);
    if (reached === lastSeq) return;
  }
}

type Fingerprint = { rows: number; hash: string };

async function fingerprints(db: Reader): Promise<Map<string, Fingerprint>> {
  const found = new Map<string, Fingerprint>();
  for (const projection of projections) found.set(projection.name, await fingerprint(db, projection));
  return found;
}

const batchSize = 5_000;

/** The number of rows, and a hash of all of them in their order. */
async function fingerprint(db: Reader, projection: Projection): Promise<Fingerprint> {
  const hash = createHash("sha256");
  for (let rows = 0; ; rows += batchSize) {
    const some = await findRows(db, projection, rows, batchSize);
    for (const row of some) hash.update(`${JSON.stringify(row)}\n`);
    if (some.length < batchSize) return { rows: rows + some.length, hash: hash.digest("base64url") };
  }
}
