/** Proving the books: every entry is in the chain as it was written, and nothing was added, changed or taken away since. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { beforeTheFirst, chainEntries, findChained, findHead, fingerprintOf } from "../store/ledger-chain.ts";

/** `head`: the last fingerprint, worth writing down elsewhere. `broken`: the first entry that is not what it was; null if all are. */
export type Proof = { entries: number; head: string; broken: number | null };

const pageSize = 1_000;

/** Goes through the whole chain. */
export function proveBooks({ store }: Pick<Deps, "store">): Promise<Proof> {
  return store.read(async (db) => {
    let hash = beforeTheFirst;
    let seq = 0;
    for (;;) {
      const page = await findChained(db, seq, pageSize);
      for (const { entry, hash: chained } of page) {
        hash = fingerprintOf(hash, entry);
        if (entry.seq !== seq + 1 || chained !== hash) return { entries: seq, head: hash, broken: seq + 1 };
        seq = entry.seq;
      }
      if (page.length < pageSize) break;
    }
    const end = await findHead(db);
    return { entries: seq, head: hash, broken: end.seq === seq ? null : seq + 1 };
  });
}

/** Chains the books of a shop that is older than the chain. Once there is a chain, an entry beside it is never let in. */
export async function chainOldBooks({ store }: Pick<Deps, "store">): Promise<void> {
  const isOld = await store.read(async (db) => {
    const [first] = await findChained(db, 0, 1);
    return first !== undefined && (await findHead(db)).seq === 0;
  });
  if (isOld) await store.write("chain-old-books", chainAll);
}

async function chainAll(tx: Tx): Promise<void> {
  for (let { seq } = await findHead(tx); ; seq += pageSize) {
    const page = await findChained(tx, seq, pageSize);
    await chainEntries(
      tx,
      page.map(({ entry }) => entry),
    );
    if (page.length < pageSize) return;
  }
}
