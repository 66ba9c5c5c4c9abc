/** Making the projections again from the first event on, and comparing them with what stood there before. */
import { createHash } from "node:crypto";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { emptyProjections, findRows, type Projection, projections } from "../../store/projections.ts";
import { projectNext } from "./projecting.ts";

/** One table: how many rows it had and has, and whether they are the same to the last letter. */
export type Rebuilt = { table: string; rowsBefore: number; rowsAfter: number; identical: boolean };

/**
 * Empties and refills every projection in one transaction: whoever stops it halfway has changed nothing. What had not been counted yet is
 * counted first, so that a follower that was behind is no difference.
 */
export function rebuildProjections({ store }: Pick<Deps, "store">): Promise<Rebuilt[]> {
  return store.write("rebuild-projections", async (tx) => {
    await addRest(tx);
    const before = await fingerprints(tx);
    await emptyProjections(tx);
    await addRest(tx);
    const after = await fingerprints(tx);
    return projections.map(({ name }): Rebuilt => {
      const [was, is] = [before.get(name), after.get(name)];
      if (!was || !is) throw new Error(`the projection ${name} was not looked at`);
      return { table: name, rowsBefore: was.rows, rowsAfter: is.rows, identical: was.hash === is.hash };
    });
  });
}

async function addRest(tx: Tx): Promise<void> {
  for (;;) {
    const { reached, lastSeq } = await projectNext(tx);
    if (reached === lastSeq) return;
  }
}

type Fingerprint = { rows: number; hash: string };

async function fingerprints(db: Reader): Promise<Map<string, Fingerprint>> {
  const found = new Map<string, Fingerprint>();
  for (const projection of projections) found.set(projection.name, await fingerprint(db, projection));
  return found;
}

const rowsAtOnce = 5_000;

/** The number of rows, and a hash of all of them in their order. */
async function fingerprint(db: Reader, projection: Projection): Promise<Fingerprint> {
  const hash = createHash("sha256");
  for (let rows = 0; ; rows += rowsAtOnce) {
    const some = await findRows(db, projection, rows, rowsAtOnce);
    for (const row of some) hash.update(`${JSON.stringify(row)}\n`);
    if (some.length < rowsAtOnce) return { rows: rows + some.length, hash: hash.digest("base64url") };
  }
}
