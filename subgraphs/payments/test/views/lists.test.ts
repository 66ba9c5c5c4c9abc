/** Back office lists: pages without gaps or repetitions, filters, and a constant number of statements at any length. */
import { sqliteOnly, userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { order, payable, type Shop, shop, startedId } from "../support/shop.ts";

const onSqlite = test.runIf(sqliteOnly("query plans"));

const reader = userWith("user_finance", ["payments:read", "ledger:read"], "FINANCE");

const connection = z.object({
  nodes: z.array(z.record(z.string(), z.unknown())),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  totalCount: z.number().nullable(),
});

async function list(s: Shop, field: "payments" | "ledgerEntries", args: Record<string, unknown>, nodes: string) {
  const filter = field === "payments" ? "PaymentFilter" : "LedgerFilter";
  const text = `query ($first: Int, $after: String, $filter: ${filter}) { ${field}(first: $first, after: $after, filter: $filter) {
    nodes { ${nodes} } pageInfo { hasNextPage endCursor } totalCount
  } }`;
  const response = await s.query(text, args, { viewer: reader });
  if (response.errors) throw new Error(JSON.stringify(response.errors));
  return connection.parse(response.data?.[field]);
}

/** Three captured payments a second apart; the second is partly refunded and disputed, the third in yen is only authorised. */
async function threePayments(s: Shop): Promise<string[]> {
  const ids: string[] = [];
  for (const number of [1, 2, 3]) {
    const checkoutId = `chk_${number}`;
    payable(s, checkoutId);
    const id = await startedId(s, "tok_ok", { checkoutId, key: checkoutId });
    if (number < 3) await s.capture(id, { order: { ...order, orderId: `ord_${number}` } });
    if (number === 2) {
      await s.refund(id);
      await s.sandbox().dashboard.openDispute(id, 100, "fraudulent");
    }
    await s.runJobs();
    ids.push(id);
    await s.runtime.advance(1_000);
  }
  return ids;
}

/** Many payments, each captured in full with its ledger entries, like years of trade. */
async function fill(s: Shop, count: number): Promise<void> {
  const [payment] = await s.rows("SELECT * FROM payments LIMIT 1");
  const other: Record<string, string> = {
    id: "'pay_' || (10000000 + n)",
    checkout_id: "'many_' || n",
    provider_ref: "'many_' || n",
    order_id: "'many_' || n",
    created_at: "created_at - n * 1000",
  };
  const chosen = Object.keys(Object(payment))
    .map((name) => other[name] ?? `payments.${name}`)
    .join(", ");
  const numbers = `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
  await s.corruptStore(
    `INSERT INTO payments ${numbers} SELECT ${chosen} FROM numbers, (SELECT * FROM payments WHERE order_id = 'ord_1') AS payments`,
  );
  await s.corruptStore(`INSERT INTO ledger_entries (transaction_id, payment_id, kind, provider_event, account, amount_minor, currency, at)
    SELECT 'ltx_' || id, id, 'capture', id, side.account, side.sign * amount_minor, currency, created_at
    FROM payments, (SELECT 'customers' AS account, -1 AS sign UNION ALL SELECT 'provider', 1) AS side WHERE checkout_id LIKE 'many_%'`);
}

/** The number of statements that some work runs in the service's store, as counted by the driver. */
async function statements(s: Shop, work: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    const { body } = await s.running.service.internal.inject({ method: "GET", url: "/metrics" });
    return Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)/m.exec(body)?.[1] ?? 0);
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

test("payments are sorted newest first, and pages neither skip nor repeat", async () => {
  const s = await shop();
  const ids = await threePayments(s);
  const first = await list(s, "payments", { first: 2 }, "id");
  expect(first).toMatchObject({
    nodes: [{ id: ids[2] }, { id: ids[1] }],
    pageInfo: { hasNextPage: true },
    totalCount: 3,
  });
  const second = await list(s, "payments", { first: 2, after: first.pageInfo.endCursor }, "id");
  expect(second).toMatchObject({ nodes: [{ id: ids[0] }], pageInfo: { hasNextPage: false } });
});

test("each filter of payments narrows the list and its count", async () => {
  const s = await shop();
  const [one, two, three] = await threePayments(s);
  const at = (second: number) => new Date(Date.UTC(2026, 0, 15, 12, 0, second)).toISOString();
  for (const [filter, expected] of [
    [{ state: "AUTHORIZED" }, [three]],
    [{ state: "PARTIALLY_REFUNDED", provider: "sandbox" }, [two]],
    [{ state: "EXPIRED" }, []],
    [{ provider: "unknown" }, []],
    [{ orderId: "ord_1" }, [one]],
    [{ hasDispute: true }, [two]],
    [{ hasDispute: false }, [three, one]],
    [{ disputeStates: ["OPEN"] }, [two]],
    [{ disputeStates: ["LOST", "OPEN"], state: "PARTIALLY_REFUNDED" }, [two]],
    [{ disputeStates: ["WON", "LOST"] }, []],
    [{ disputeStates: ["OPEN"], hasDispute: false }, []],
    [{ from: at(1) }, [three, two]],
    [{ from: at(1), to: at(2) }, [two]],
  ] as const) {
    const found = await list(s, "payments", { filter }, "id");
    expect({ filter, ids: found.nodes.map(({ id }) => id), count: found.totalCount }).toEqual({
      filter,
      ids: expected,
      count: expected.length,
    });
  }
});

test("the ledger shows every movement on two accounts, the newest first, and pages neither skip nor repeat", async () => {
  const s = await shop();
  await threePayments(s);
  const nodes = "id transactionId account kind amount { minor currency } payment { state } at";
  const all = await list(s, "ledgerEntries", {}, nodes);
  expect(all.totalCount).toBe(8);
  expect(all.nodes[0]).toEqual({
    id: "led_8",
    transactionId: expect.stringMatching(/^ltx_/),
    account: "DISPUTES",
    kind: "DISPUTE",
    amount: { minor: 100, currency: "EUR" },
    payment: { state: "PARTIALLY_REFUNDED" },
    at: "2026-01-15T12:00:01.000Z",
  });
  const seen: unknown[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page: z.infer<typeof connection> = await list(s, "ledgerEntries", { first: 3, after }, nodes);
    seen.push(...page.nodes);
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage;
  }
  expect(seen).toEqual(all.nodes);
});

test("a ledger entry is fetched by its id, and hidden from viewers without the scope", async () => {
  const s = await shop();
  await threePayments(s);
  const text = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on LedgerEntry { id account } } }`;
  const ids = ["led_7", "led_99", "led_", "7", "led_7x"].map((id) => ({ __typename: "LedgerEntry", id }));
  const found = { id: "led_7", account: "PROVIDER" };
  const { errors, data } = await s.query(text, { ids }, { viewer: reader });
  expect(errors).toBeUndefined();
  expect(data?._entities).toEqual([found, null, null, null, null]);
  const support = userWith("user_support", ["payments:read"], "SUPPORT");
  expect((await s.query(text, { ids }, { viewer: support })).data?._entities).toEqual([null, null, null, null, null]);
});

test("each filter of the ledger narrows the list and its count", async () => {
  const s = await shop();
  const [one, two] = await threePayments(s);
  for (const [filter, expected] of [
    [{ account: "PROVIDER" }, 4],
    [{ kind: "REFUND" }, 2],
    [{ kind: "DISPUTE", account: "DISPUTES" }, 1],
    [{ paymentId: one }, 2],
    [{ paymentId: two }, 6],
    [{ currency: "JPY" }, 0],
    [{ currency: "EUR", from: "2026-01-15T12:00:01Z" }, 6],
    [{ to: "2026-01-15T12:00:01Z" }, 2],
  ] as const) {
    const found = await list(s, "ledgerEntries", { filter }, "id");
    expect({ filter, nodes: found.nodes.length, count: found.totalCount }).toEqual({
      filter,
      nodes: expected,
      count: expected,
    });
  }
});

test("both lists are for staff with the scope, and refuse cursors of the other", async () => {
  const s = await shop();
  await threePayments(s);
  const ofPayments = await list(s, "payments", { first: 1 }, "id");
  await expect(list(s, "ledgerEntries", { after: ofPayments.pageInfo.endCursor }, "id")).rejects.toThrow(
    "BAD_USER_INPUT",
  );
  for (const field of ["payments", "ledgerEntries"]) {
    const text = `{ ${field} { totalCount } }`;
    expect((await s.query(text)).errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
    const other = userWith("user_s", [field === "payments" ? "ledger:read" : "payments:read"]);
    expect((await s.query(text, {}, { viewer: other })).errors?.[0]?.extensions?.code).toBe("FORBIDDEN");
  }
  const bookkeeper = userWith("user_b", ["ledger:read"]);
  const entries = await s.query("{ ledgerEntries(first: 1) { nodes { payment { id } } } }", {}, { viewer: bookkeeper });
  expect(entries.data?.ledgerEntries).toEqual({ nodes: [{ payment: null }] });
});

onSqlite("a page takes as many statements with one hundred thousand payments as with three", async () => {
  const s = await shop();
  await threePayments(s);
  const deep = "id state refunds { id } disputes { id } events { kind }";
  const payments = () => list(s, "payments", { first: 50 }, deep);
  const entries = () => list(s, "ledgerEntries", { first: 50, filter: { account: "PROVIDER" } }, "id payment { id }");
  const before = [await statements(s, payments), await statements(s, entries)];
  await fill(s, 100_000);
  expect([await statements(s, payments), await statements(s, entries)]).toEqual(before);
  expect(before).toEqual([5, 3]);
  expect(await list(s, "payments", {}, "id")).toMatchObject({ totalCount: 10_000, pageInfo: { hasNextPage: true } });
  const plan = async (statement: string) => JSON.stringify(await s.rows(`EXPLAIN QUERY PLAN ${statement}`));
  const page = "ORDER BY at DESC, seq DESC LIMIT 51";
  for (const where of ["account = 'provider'", "kind = 'refund'", "payment_id = 'pay_1'", "currency = 'EUR'", "at < 9"])
    expect(await plan(`SELECT * FROM ledger_entries WHERE ${where} ${page}`)).not.toMatch(/SCAN|TEMP B-TREE/);
});
