/** Rights on a database: a role that may only connect, or only read, keeps no process of a service waiting. */
import { expect, test } from "vitest";
import { newSchema, openSession, openSuperuser, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf } from "../../support/shelf.ts";

const lockModes = ["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "EXCLUSIVE"];

test.for([
  ["connect to the database", ""],
  ["read all tables", "GRANT SELECT ON ALL TABLES IN SCHEMA"],
] as const)("a role that may %s holds up neither writes nor starts with any lock", async ([, grant], context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const administrator = await openSuperuser(place);
  const role = `neighbour_${place.schema}`;
  const schemas = `${place.schema}, hansa`;
  await administrator.query(`CREATE ROLE ${role} LOGIN; GRANT USAGE ON SCHEMA ${schemas} TO ${role}`);
  if (grant) await administrator.query(`${grant} ${schemas} TO ${role}`);
  const url = new URL(place.url);
  url.username = role;
  const neighbour = await openSession({ ...place, url: url.href });
  // The advisory locks of former releases: everyone may hold those of a database.
  for (const key of [`1751215731, hashtext('${place.schema}')`, "1751215731, 0", "5433276"])
    await neighbour.query(`SELECT pg_advisory_lock(${key})`);
  const { rows } = await administrator.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('${place.schema}', 'hansa')`,
  );
  expect(rows.map(({ name }) => name)).toContain(`${place.schema}.migrations`);
  await neighbour.query("BEGIN");
  for (const { name } of rows) {
    for (const mode of lockModes) {
      await neighbour.query("SAVEPOINT one");
      await neighbour
        .query(`LOCK TABLE ${name} IN ${mode} MODE NOWAIT`)
        .catch(() => neighbour.query("ROLLBACK TO one"));
    }
  }
  await store.write("add", (tx) => addTin(tx, "peas"));
  const another = await openTinsIn(place);
  await another.write("add", (tx) => addTin(tx, "beans"));
  expect(await store.read(namesOf)).toEqual(["peas", "beans"]);
});
