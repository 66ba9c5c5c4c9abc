/** A server that is no primary any more while its name still leads to it, as during a switchover: it is used for nothing. */
import { expect, onTestFinished, test } from "vitest";
import { requireDatabase } from "../../../testing/servers/postgres.ts";
import { findPrograms, startPostgres } from "../../../testing/servers/postgres-server.ts";
import { openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf } from "../../support/shelf.ts";

const restartAsStandby = `"$programs/pg_ctl" stop -w -D data -m fast >steps && touch data/standby.signal &&
  "$programs/pg_ctl" start -w -D data -l log -o "-h 127.0.0.1 -p $port -k '' -c max_connections=400 -c max_locks_per_transaction=256" >steps`;

test("neither a read nor a write uses a standby, and both go on once it is the primary", async (context) => {
  await requireDatabase(context);
  const programs = findPrograms();
  if (programs === null) return context.skip("NOT RUN: the server of HANSA_TEST_PG is not restarted");
  const server = await startPostgres({ programs });
  onTestFinished(server.stop);
  const ask = `"$programs/psql" -h 127.0.0.1 -p $port -U postgres -v ON_ERROR_STOP=1 -qAtc`;
  await server.execute(`${ask} "CREATE DATABASE tins TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"`);
  const url = server.administrator.replace(/postgres$/, "tins");
  const store = await openTinsIn({ engine: "pg", url, schema: "public", pool: 3 });
  await store.write("add", (tx) => addTin(tx, "peas"));
  await store.read(namesOf);

  await server.execute(restartAsStandby);
  expect(await server.execute(`${ask} "SELECT pg_is_in_recovery()"`)).toBe("t\n");
  const unavailable = { extensions: { code: "STORE_UNAVAILABLE" } };
  await expect(store.read(namesOf)).rejects.toMatchObject(unavailable);
  await expect(store.write("add", (tx) => addTin(tx, "beans"))).rejects.toMatchObject(unavailable);

  await server.execute(`"$programs/pg_ctl" promote -w -D data >steps`);
  await store.write("add", (tx) => addTin(tx, "corn"));
  expect(await store.read(namesOf)).toEqual(["peas", "corn"]);
});
