/** Ledger verification: every entry is in the chain as written, and none was added, changed or removed since. */
import type { Reader, Store, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import {
  chainEntries,
  findChainedEntries,
  findChainHead,
  findChainLink,
  genesisHash,
  hashEntry,
} from "../../store/ledger/chain.ts";

/** `head`: the last hash, worth storing elsewhere. `broken`: the first entry that differs; null if none does. */
export type Verification = { entries: number; head: string; broken: number | null };

const pageSize = 1_000;

/** Verifies the whole chain. */
export function verifyLedger({ store }: Pick<Deps, "store">): Promise<Verification> {
  return store.read((db) => verifyFrom(db, { seq: 0, hash: genesisHash }));
}

/** Verifies the last `most` entries, trusting the hash before them: their number, and the first entry that differs. */
export function verifyLastEntries(
  { store }: { store: Pick<Store, "read"> },
  most: number,
): Promise<{ rows: number; broken: number | null; isWhole: boolean }> {
  return store.read(async (db) => {
    const end = await findChainHead(db);
    const start = (await findChainLink(db, end.seq - most)) ?? { seq: 0, hash: genesisHash };
    const { entries, broken } = await verifyFrom(db, start);
    return { rows: entries - start.seq, broken, isWhole: start.seq === 0 };
  });
}

async function verifyFrom(db: Reader, start: { seq: number; hash: string }): Promise<Verification> {
  let { seq, hash } = start;
  for (;;) {
    const page = await findChainedEntries(db, seq, pageSize);
    for (const { entry, hash: chained } of page) {
      hash = hashEntry(hash, entry);
      if (entry.seq !== seq + 1 || chained !== hash) return { entries: seq, head: hash, broken: seq + 1 };
      seq = entry.seq;
    }
    if (page.length < pageSize) break;
  }
  const end = await findChainHead(db);
  return { entries: seq, head: hash, broken: end.seq === seq ? null : seq + 1 };
}

/** Chains the entries of a store that is older than the chain. Once a chain exists, no entry can be added without it. */
export async function chainExistingEntries({ store }: Pick<Deps, "store">): Promise<void> {
  const isOld = await store.read(async (db) => {
    const [first] = await findChainedEntries(db, 0, 1);
    return first !== undefined && (await findChainHead(db)).seq === 0;
  });
  if (isOld) await store.write("chain-old-entries", chainAll);
}

async function chainAll(tx: Tx): Promise<void> {
  for (let { seq } = await findChainHead(tx); ; seq += pageSize) {
    const page = await findChainedEntries(tx, seq, pageSize);
    await chainEntries(
      tx,
      page.map(({ entry }) => entry),
    );
    if (page.length < pageSize) return;
  }
}
