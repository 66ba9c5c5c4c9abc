/** Requirements for a database: one that cannot keep a shop is refused at the start, in one line with the remedy. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { CommandFailure } from "../../../command-line/failure.ts";
import type { EngineFacts } from "../engine.ts";
import { assertNoUnfinishedRestore } from "../sqlite/data-folder.ts";
import type { Connection } from "./connection.ts";
import { type DatabasePlace, functionSchema, nameOf } from "./place.ts";

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
  role: string;
  mayMakeSchemas: boolean;
  schemas: readonly SchemaFacts[];
};

/** A schema that the store needs: `mayUse` if the role may make tables and functions in it, null if it is missing. */
type SchemaFacts = { name: string; mayUse: boolean | null; ofOthers: boolean };

/** The first release that Hansa is tested with. */
const oldestVersion = 150_000;

/** Texts whose order by bytes differs from that of every language. */
const sample = ["Z", "_", "a", "é"];
const factsText = `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
  current_setting('fsync'), current_setting('synchronous_commit'),
  (SELECT string_agg(word, ',' ORDER BY word) FROM unnest($1::text[]) AS word),
  current_user::text, has_database_privilege(current_database(), 'CREATE')`;
const schemaText = `SELECT has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE'),
  EXISTS (SELECT 1 FROM pg_proc AS made WHERE pronamespace = one.oid AND NOT pg_has_role(proowner, 'USAGE')
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = made.oid AND deptype = 'e'))
  FROM pg_namespace AS one WHERE nspname = $1`;

/** Reads what people are told of the store's engine. */
export async function readFacts(connection: Connection, place: DatabasePlace): Promise<EngineFacts> {
  const [[version] = []] = await connection.ask("SELECT current_setting('server_version')");
  const found = await connection
    .ask("SELECT system_identifier::text FROM pg_control_system()")
    // Where an administrator has withdrawn the right to ask.
    .catch(() => []);
  // Of "15.18 (Debian 15.18-0+deb12u1)" the first word.
  const [number = ""] = String(version).split(" ");
  return { name: `PostgreSQL ${number}`, place: nameOf(place), cluster: found[0] ? String(found[0][0]) : null };
}

/** Throws while the file is there that the database replaces: the shop would begin anew beside its rows. The same beside an unfinished restore. */
export function assertReplaced(place: DatabasePlace): void {
  if (place.file === undefined) return;
  assertNoUnfinishedRestore(dirname(place.file));
  if (!existsSync(place.file)) return;
  throw new CommandFailure(
    `${place.file} is there, and its store has the address ${nameOf(place)}; run npm run hansa -- move --to pg, or take the address away`,
  );
}

/** Throws unless the database can keep the store. */
export async function assertUsable(
  place: DatabasePlace,
  [one, other]: readonly [Connection, Connection],
  isReplaceable: boolean,
): Promise<void> {
  const [[version, encoding, fsync, synchronousCommit, sorted, role, mayMakeSchemas] = []] = await one.ask(factsText, [
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
      role: String(role),
      mayMakeSchemas: Boolean(mayMakeSchemas),
      schemas: [await factsOfSchema(one, place.schema), await factsOfSchema(one, functionSchema)],
    },
    isReplaceable,
  );
  if (fault !== undefined) throw new CommandFailure(`${nameOf(place)}: ${fault}`);
}

async function factsOfSchema(connection: Connection, name: string): Promise<SchemaFacts> {
  const [[mayUse, ofOthers] = [null, false]] = await connection.ask(schemaText, [name]);
  // Other functions of the store's own schema are no matter of ours.
  return {
    name,
    mayUse: mayUse === null ? null : Boolean(mayUse),
    ofOthers: name === functionSchema && Boolean(ofOthers),
  };
}

/** The first fault, with its remedy; undefined if there is none. A store that holds no facts may lose its last commits. */
export function faultIn(facts: Facts, isReplaceable: boolean): string | undefined {
  if (facts.version < oldestVersion) return "the server is older than PostgreSQL 15; use a later one";
  if (facts.encoding !== "UTF8")
    return `the database is encoded in ${facts.encoding}; create it with ENCODING 'UTF8' TEMPLATE template0`;
  if (facts.sorted !== sample.join(","))
    return "the database does not sort text by bytes; create it with LOCALE 'C.UTF-8' TEMPLATE template0";
  if (facts.fsync !== "on" && !isReplaceable) return "fsync is off, and a power cut would damage it; set fsync = on";
  if (["off", "local"].includes(facts.synchronousCommit) && !isReplaceable)
    return `synchronous_commit is ${facts.synchronousCommit}, and the loss of the server would lose commits; set synchronous_commit = on`;
  if (facts.backends[0] === facts.backends[1])
    return "a pooler shares one session among connections; use the address of the server itself";
  return faultOfRights(facts);
}

/** The first right that the role lacks: an administrator may make the schemas beforehand. */
function faultOfRights({ role, mayMakeSchemas, schemas }: Facts): string | undefined {
  for (const { name, mayUse, ofOthers } of schemas) {
    if (mayUse === null && !mayMakeSchemas)
      return `the role ${role} may not make the schema ${name}; as administrator: CREATE SCHEMA "${name}" AUTHORIZATION "${role}"`;
    if (mayUse === false)
      return `the role ${role} may make nothing in the schema ${name}; as administrator: GRANT USAGE, CREATE ON SCHEMA "${name}" TO "${role}"`;
    if (ofOthers)
      return `functions in the schema ${name} belong to another role than ${role}; use one role for all stores of a database`;
  }
  return undefined;
}
