/** Proving the books: every entry is in the chain as it was written, and nothing was added, changed or taken away since. */
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { beforeTheFirst, chainEntries, findChained, findHead, findLink, fingerprintOf } from "../store/ledger-chain.ts";

/** `head`: the last fingerprint, worth writing down elsewhere. `broken`: the first entry that is not what it was; null if all are. */
export type Proof = { entries: number; head: string; broken: number | null };

const pageSize = 1_000;

/** Goes through the whole chain. */
export function proveBooks({ store }: Pick<Deps, "store">): Promise<Proof> {
  return store.read((db) => prove(db, { seq: 0, hash: beforeTheFirst }));
}

/** Goes through its last `most` entries, on the word of the fingerprint before them: how many they are, and the first that is not what it was. */
export function proveLastEntries(
  { store }: Pick<Deps, "store">,
  most: number,
): Promise<{ rows: number; broken: number | null; isWhole: boolean }> {
  return store.read(async (db) => {
    const end = await findHead(db);
    const start = (await findLink(db, end.seq - most)) ?? { seq: 0, hash: beforeTheFirst };
    const { entries, broken } = await prove(db, start);
    return { rows: entries - start.seq, broken, isWhole: start.seq === 0 };
  });
}

async function prove(db: Reader, start: { seq: number; hash: string }): Promise<Proof> {
  let { seq, hash } = start;
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
