/** Servers of standbys: one that is no primary any more is used for nothing, and one whose standby or disk is not waited for is told. */
import { expect, onTestFinished, test } from "vitest";
import { durabilityGauges } from "../../../src/store/durability-gauges.ts";
import { requireDatabase } from "../../../testing/servers/postgres.ts";
import { findPrograms, startPostgres } from "../../../testing/servers/postgres-server.ts";
import { openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf } from "../../support/shelf.ts";

const restartAsStandby = `"$programs/pg_ctl" stop -w -D data -m fast >steps && touch data/standby.signal &&
  "$programs/pg_ctl" start -w -D data -l log -o "-h 127.0.0.1 -p $port -k '' -c max_connections=400 -c max_locks_per_transaction=256" >steps`;

test("no read or write uses a standby until it is the primary; one that does not confirm, and a disk that is not waited for, are told", async (context) => {
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

  const set = (setting: string) =>
    server.execute(`${ask} "ALTER SYSTEM ${setting}" && ${ask} "SELECT pg_reload_conf()" >steps`);
  await set("SET synchronous_standby_names = 'gone'");
  // The server takes a new setting some time after it was told to.
  const add = () => store.write("add", (tx) => addTin(tx, "leeks")).then(() => undefined, String);
  await expect.poll(add).toBeDefined();
  await expect.poll(store.health.writeFault).toBe("SYNC_REP");
  await set("RESET synchronous_standby_names");
  await store.write("add", (tx) => addTin(tx, "squash"));
  expect(store.health.writeFault()).toBeUndefined();

  const gauges = () =>
    store.read((db) =>
      Promise.all(durabilityGauges(store.engine).map(async ({ name, read }) => [name, await read(db, 0)])),
    );
  expect(await gauges()).toEqual([
    ["hansa_store_durable", 1],
    ["hansa_store_checksums", 0],
  ]);
  for (const lost of ["fsync = off", "synchronous_commit = off"]) {
    await set(`SET ${lost}`);
    await expect.poll(gauges).toContainEqual(["hansa_store_durable", 0]);
    await set(`RESET ${lost.split(" ", 1)}`);
    await expect.poll(gauges).toContainEqual(["hansa_store_durable", 1]);
  }
});
