/** Withdrawals by letter, e-mail or telephone: recorded by staff, effective at once, and judged by the day on which they were sent. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import { type Bought, buy, deliver, readOrder, ship, staff, timelineKindsOf } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { ada, type Shop, shop } from "../support/shop.ts";
import { declare, listWithdrawals, partsOf, withdraw } from "../support/withdrawals.ts";

const day = 24 * 60 * 60_000;

/** Today in the shop, or so many days ago. */
function dateOf(s: Shop, daysAgo = 0): string {
  return new Date(s.runtime.now() - daysAgo * day).toISOString().slice(0, "2026-01-15".length);
}

function record(s: Shop, { orderId }: Bought, more: Record<string, unknown> = {}) {
  const input = { orderId, channel: "LETTER", sentOn: dateOf(s), idempotencyKey: newKey(), ...more };
  return change(s, "withdrawalRecord", input, staff);
}

test("a letter takes effect at once: unsent units are cancelled, sent ones returned, and the customer gets an e-mail", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await ship(s, bought, 1);
  expect(await record(s, bought, { note: "Folder 3." })).toMatchObject({
    __typename: "WithdrawalRecorded",
    withdrawal: {
      state: "RECEIVED",
      channel: "LETTER",
      sentOn: dateOf(s),
      parts: [{ quantity: 3, cancelled: 2, returned: 1 }],
      returns: [{ kind: "WITHDRAWAL", state: "APPROVED" }],
    },
    order: { lines: [{ cancelled: 2 }] },
    warnings: [],
  });
  expect(await timelineKindsOf(s, bought)).toContain("WITHDRAWAL_DECLARED");
  await s.work();
  expect(s.mail().filter((message) => /^Subject: .*ithdrawal/m.test(message))).toHaveLength(1);
  expect(await s.rows("SELECT note, refund_due_by - received_at AS period FROM withdrawals")).toEqual([
    { note: "Folder 3.", period: 14 * day },
  ]);
});

test("the period counts the day on which it was sent, and not the record", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await deliver(s, bought, 2);
  await s.runtime.advance(20 * day);
  expect(await record(s, bought)).toMatchObject({ __typename: "WithdrawalClosedError", closedBecause: "PERIOD_OVER" });
  expect(await record(s, bought, { sentOn: dateOf(s, 6), ...partsOf(bought, 1) })).toMatchObject({
    withdrawal: { channel: "LETTER", sentOn: dateOf(s, 6), parts: [{ quantity: 1, returned: 1 }] },
  });
  expect(await record(s, bought, { sentOn: dateOf(s, 6), ...partsOf(bought, 2) })).toMatchObject({
    closedBecause: "NOTHING_LEFT",
  });
});

test("a day before the placement, after today, or none at all is refused, and so are ONLINE and long notes", async () => {
  const s = await shop();
  const bought = await buy(s, undefined, { viewer: ada });
  const refused = (field: string, code: string) => ({ problems: [{ path: ["input", field], code }] });
  for (const sentOn of [dateOf(s, 1), dateOf(s, -1), "2026-02-30", "today", "2026-1-5", ""])
    expect(await record(s, bought, { sentOn })).toMatchObject(refused("sentOn", "OUT_OF_RANGE"));
  expect(await record(s, bought, { channel: "ONLINE" })).toMatchObject(refused("channel", "VALUE"));
  expect(await record(s, bought, { note: "x".repeat(501) })).toMatchObject(refused("note", "LENGTH"));
  expect(await record(s, bought, partsOf(bought, 0))).toMatchObject({ __typename: "ValidationError" });
  expect(await record(s, { ...bought, orderId: "ord_none" })).toMatchObject({ __typename: "NotFoundError" });
  expect((await listWithdrawals(s)).nodes).toEqual([]);
});

test("the same record twice is one withdrawal; the same key with another input is refused", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  const input = { ...partsOf(bought, 1), idempotencyKey: newKey() };
  const first = await record(s, bought, input);
  expect(await record(s, bought, input)).toEqual({ ...first, replayed: true });
  expect(await record(s, bought, { ...input, channel: "PHONE" })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  expect((await listWithdrawals(s)).nodes).toHaveLength(1);
});

test("a note that may have a card number is stored with a warning", async () => {
  const s = await shop();
  const bought = await buy(s, undefined, { viewer: ada });
  expect(await record(s, bought, { note: "Card 4111 1111 1111 1111" })).toMatchObject({
    warnings: [{ code: "CARD_NUMBER", path: ["input", "note"] }],
  });
});

test("a letter beside a declaration: each unit is withdrawn once", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await deliver(s, bought, 2);
  await withdraw(s, bought, partsOf(bought, 1));
  const responses = await Promise.all([record(s, bought), record(s, bought)]);
  expect(responses.map((response) => response.__typename).sort()).toEqual([
    "WithdrawalClosedError",
    "WithdrawalRecorded",
  ]);
  expect(present((await readOrder(s, bought)).returns)).toMatchObject([{ parts: [{ quantity: 1 }] }, {}]);
  const { nodes } = await listWithdrawals(s);
  expect(nodes.map((row) => row.parts)).toEqual([
    [{ quantity: 1, cancelled: 0, returned: 1 }],
    [{ quantity: 1, cancelled: 0, returned: 1 }],
  ]);
});

test("a letter settles the declaration of a stranger that waits for its confirmation, if nothing is left", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }], { viewer: ada });
  await deliver(s, bought, 1);
  await declare(s, { orderNumber: bought.number });
  expect(await record(s, bought)).toMatchObject({ withdrawal: { state: "RECEIVED", parts: [{ returned: 1 }] } });
  expect((await listWithdrawals(s, { state: "UNCONFIRMED" })).nodes).toEqual([]);
});
