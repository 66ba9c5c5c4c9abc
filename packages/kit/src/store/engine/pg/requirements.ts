/** Requirements for a database: one that cannot keep a shop is refused at the start, in one line with the remedy. */
import type { Connection } from "./connection.ts";
import { type DatabasePlace, nameOf } from "./place.ts";

/** Facts that the server states of itself and of the database. */
export type Facts = {
  /** As a number: 150018 for 15.18. */
  version: number;
  encoding: string;
  fsync: string;
  synchronousCommit: string;
  /** The sample, as the database sorts it. */
  sorted: string;
  /** The server's processes of two connections. */
  backends: readonly [number, number];
};

/** The first release that Hansa is tested with. */
const oldestVersion = 150_000;

/** Texts whose order by bytes differs from that of every language. */
const sample = ["Z", "_", "a", "é"];
const factsText = `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
  current_setting('fsync'), current_setting('synchronous_commit'),
  (SELECT string_agg(word, ',' ORDER BY word) FROM unnest($1::text[]) AS word)`;

/** Throws unless the database can keep the store. */
export async function assertUsable(
  place: DatabasePlace,
  [one, other]: readonly [Connection, Connection],
  isReplaceable: boolean,
): Promise<void> {
  const [[version, encoding, fsync, synchronousCommit, sorted] = []] = await one.ask(factsText, [
    `{${sample.toReversed().join(",")}}`,
  ]);
  const fault = faultIn(
    {
      version: Number(version),
      encoding: String(encoding),
      fsync: String(fsync),
      synchronousCommit: String(synchronousCommit),
      sorted: String(sorted),
      backends: [await one.backend(), await other.backend()],
    },
    isReplaceable,
  );
  if (fault !== undefined) throw new Error(`${nameOf(place)}: ${fault}`);
}

/** The first fault, with its remedy; undefined if there is none. A store that holds no facts may lose its last commits. */
export function faultIn(facts: Facts, isReplaceable: boolean): string | undefined {
  if (facts.version < oldestVersion) return "the server is older than PostgreSQL 15; use a later one";
  if (facts.encoding !== "UTF8")
    return `the database is encoded in ${facts.encoding}; create it with ENCODING 'UTF8' TEMPLATE template0`;
  if (facts.sorted !== sample.join(","))
    return "the database does not sort text by bytes; create it with LOCALE 'C.UTF-8' TEMPLATE template0";
  if (facts.fsync !== "on" && !isReplaceable) return "fsync is off, and a power cut would damage it; set fsync = on";
  if (facts.synchronousCommit === "off" && !isReplaceable)
    return "synchronous_commit is off, and a crash would lose commits; set synchronous_commit = on";
  if (facts.backends[0] === facts.backends[1])
    return "a pooler shares one session among connections; use the address of the server itself";
  return undefined;
}
