/** Erasure while another process, such as a backup, reads the store. */
import { join } from "node:path";
import { Database } from "@hansa/kit/store";
import { sqliteOnly } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { insertErasure } from "../../src/store/privacy/erasures.ts";
import { buyAsAda, erase, findSecrets } from "../support/personal-data.ts";
import { shop } from "../support/shop.ts";

const onSqlite = test.runIf(sqliteOnly("a write-ahead log that another process reads"));

onSqlite("any number of people are erased while another process reads the store for long", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  await buyAsAda(s);
  const backup = new Database(join(s.folder, "orders", "orders.db"));
  onTestFinished(() => void backup.close());
  backup.exec("BEGIN");
  backup.prepare("SELECT count(*) FROM orders").get();
  await deps.store.write("hear", async (tx) => {
    for (let person = 0; person < 25; person += 1) await insertErasure(tx, `user_${person}`, person);
  });
  await erase(s);
  await s.work();
  expect(await s.rows("SELECT user_id FROM erasures WHERE done_at IS NULL")).toEqual([]);
  backup.exec("COMMIT");
  expect(await deps.store.checkpointWal()).toBe(true);
  expect(await findSecrets(s)).toEqual([]);
});
