/** Ledger: it sums to zero, cannot be changed, and its chain reveals tampering. */
import { createHash } from "node:crypto";
import { dropTriggers, sqliteOnly } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { verifyLedger } from "../../src/service/ledger/verification.ts";
import { taken } from "../support/captured-payment.ts";
import { type Shop, shop } from "../support/shop.ts";

const onSqlite = test.runIf(sqliteOnly("the page's statement"));

const chained = z.array(z.object({ content: z.string(), hash: z.string() }));

async function books(): Promise<Shop> {
  const s = await shop();
  const id = await taken(s);
  await s.refund(id);
  await s.sandbox().dashboard.openDispute(id, 100, "fraudulent");
  await s.runJobs();
  return s;
}

const prove = (s: Shop) => verifyLedger(s.running.service.deps);

onSqlite("the chain can be recomputed from docs/owners/payments.md, with SQL and SHA-256 alone", async () => {
  const s = await books();
  const rows = chained.parse(
    await s.rows(`SELECT c.hash, json_array(
        coalesce(lag(c.hash) OVER (ORDER BY e.seq), printf('%064d', 0)), e.seq, e.transaction_id, e.payment_id, e.kind,
        e.provider_event, e.account, e.amount_minor, e.currency, e.at) AS content
      FROM ledger_entries AS e JOIN ledger_chain AS c USING (seq) ORDER BY e.seq`),
  );
  expect(rows).toHaveLength(6);
  for (const { content, hash } of rows) expect(createHash("sha256").update(content).digest("hex")).toBe(hash);
  expect(await prove(s)).toEqual({ entries: 6, head: rows.at(-1)?.hash, broken: null });
});

test("the store refuses to change or remove an entry or its place in the chain, and to add one beside it", async () => {
  const s = await books();
  for (const statement of [
    "UPDATE ledger_entries SET amount_minor = 1",
    "DELETE FROM ledger_entries",
    "UPDATE ledger_chain SET hash = 'x'",
    "DELETE FROM ledger_chain",
  ])
    await expect(s.corruptStore(statement)).rejects.toThrow("the ledger is append only");
  await expect(s.corruptStore("INSERT INTO ledger_chain VALUES (8, 'x')")).rejects.toThrow("no gap");
  await expect(s.corruptStore("INSERT INTO ledger_chain VALUES (7, 'x')")).rejects.toThrow("no gap");
});

test("a transaction that does not sum to zero in each currency cannot be chained", async () => {
  const s = await books();
  await s.corruptStore(entry("'half'", "provider_event || 'x'", "amount_minor", 1));
  await expect(s.corruptStore("INSERT INTO ledger_chain VALUES (7, 'x')")).rejects.toThrow("balances in each currency");
});

test.each([
  ["an amount that was changed", "UPDATE ledger_entries SET amount_minor = amount_minor * 2 WHERE seq IN (3, 4)", 3],
  ["a time that was changed", "UPDATE ledger_entries SET at = at + 1 WHERE seq = 6", 6],
  ["an entry that was removed from the middle", "DELETE FROM ledger_entries WHERE seq = 2", 2],
  ["an entry that was removed at the end", "DELETE FROM ledger_entries WHERE seq = 6", 6],
  ["an entry beside the chain", entry("transaction_id", "provider_event || 'x'", "amount_minor", 1), 7],
])("%s breaks the chain there, also after the next start", async (_what, statement, broken) => {
  const s = await books();
  await dropTriggers(s.place, "ledger_entries_are_never_changed", "ledger_entries_are_never_removed");
  await s.corruptStore(statement);
  expect((await prove(s)).broken).toBe(broken);
  await s.restart();
  expect((await prove(s)).broken).toBe(broken);
});

test("the ledger of a shop older than the chain is chained at its first start", async () => {
  const s = await books();
  const { head } = await prove(s);
  await dropTriggers(s.place, "ledger_chain_is_never_removed");
  await s.corruptStore("DELETE FROM ledger_chain");
  expect((await prove(s)).broken).toBe(1);
  await s.restart();
  expect(await prove(s)).toEqual({ entries: 6, head, broken: null });
});

/** A statement that copies an entry with another transaction, event and amount. */
function entry(transaction: string, event: string, amount: string, seq: number): string {
  return `INSERT INTO ledger_entries (transaction_id, payment_id, kind, provider_event, account, amount_minor, currency, at)
    SELECT ${transaction}, payment_id, kind, ${event}, account, ${amount}, currency, at FROM ledger_entries WHERE seq = ${seq}`;
}
