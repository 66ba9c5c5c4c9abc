/** Confirmation of strangers' declarations: until it the order waits, and with it the withdrawal takes effect as from its receipt. */
import { expect, test } from "vitest";
import { correctContact, resendMail } from "../support/contact.ts";
import { change } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  deliver,
  orderOf,
  payFor,
  prepareUnits,
  readBalance,
  readOrder,
  runRetries,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { ada, bob, minute, noon, type Sender, type Shop, shop } from "../support/shop.ts";
import { declare, listWithdrawals, partsOf, withdraw } from "../support/withdrawals.ts";

const day = 24 * 60 * minute;
const storefront = { environment: { HANSA_STOREFRONT_URL: "https://kontor.example" } };

/** Declares as a stranger with all three values; returns the id of the withdrawal and the token from its e-mail. */
async function declareUnconfirmed(s: Shop, bought: Bought, more: Record<string, unknown> = {}) {
  await declare(s, { orderNumber: bought.number, ...more });
  await s.work();
  const link = /\nhttps:\/\/kontor\.example\/withdrawal\/confirm\?withdrawal=(wdr_\w+)#token=(\S+)\n/.exec(
    s.mail().join("\n"),
  );
  return { withdrawalId: link?.[1] ?? "", token: link?.[2] ?? "" };
}

function confirm(s: Shop, input: Record<string, unknown>, sender: Sender = {}) {
  return change(s, "withdrawalConfirm", { idempotencyKey: newKey(), ...input }, sender);
}

test("until its confirmation the order is on hold, and nothing is sent, cancelled or refunded", async () => {
  const s = await shop(storefront);
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  const { withdrawalId } = await declareUnconfirmed(s, bought, partsOf(bought, 2));
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "WITHDRAWN" } });
  expect((await readBalance(s, bought.orderId)).money).toMatchObject({ captured: 3_490, refunded: 0 });
  expect(await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 1 }])).toMatchObject({
    __typename: "InvalidTransitionError",
  });
  expect(await listWithdrawals(s, { state: "UNCONFIRMED" })).toMatchObject({
    nodes: [{ id: withdrawalId, parts: [{ quantity: 2, cancelled: 0, returned: 0 }] }],
  });
  expect(await gaugeOf(s)).toBe(noon / 1_000);
});

test("after a correction of the e-mail address the token in the former mailbox confirms nothing, that of a mail sent again does", async () => {
  const s = await shop(storefront);
  const bought = await buy(s, [{ quantity: 3 }]);
  const { withdrawalId, token } = await declareUnconfirmed(s, bought, partsOf(bought, 2));
  await correctContact(s, bought, { email: "right@example.com" });
  expect(await confirm(s, { withdrawalId, token })).toMatchObject({ __typename: "NotFoundError" });
  await resendMail(s, bought, "WITHDRAWAL_RECEIVED", { subjectId: withdrawalId });
  await s.work();
  const [, again = ""] = /\/confirm\?withdrawal=\w+#token=(\S+)/.exec(s.mail().at(-1) ?? "") ?? [];
  expect(await confirm(s, { withdrawalId, token: again })).toMatchObject({ __typename: "WithdrawalConfirmed" });
});

test("the token of the e-mail confirms it once, and it counts from its receipt", async () => {
  const s = await shop(storefront);
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  const link = await declareUnconfirmed(s, bought, partsOf(bought, 2));
  await s.runtime.advance(3 * day);
  const input = { ...link, idempotencyKey: newKey() };
  const confirmed = {
    __typename: "WithdrawalConfirmed",
    state: "SETTLED",
    receivedAt: new Date(noon).toISOString(),
    refundDueBy: new Date(noon + 14 * day).toISOString(),
    withdrawal: null,
  };
  expect(await confirm(s, input)).toMatchObject(confirmed);
  expect(await confirm(s, input)).toMatchObject({ ...confirmed, replayed: true });
  expect(await confirm(s, link)).toMatchObject(confirmed);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: null });
  expect(await readBalance(s, bought.orderId)).toMatchObject({
    counters: { cancelled: 2 },
    money: { refunded: 2_000 },
  });
  expect(await timelineKindsOf(s, bought)).toContain("WITHDRAWAL_CONFIRMED");
  expect(await gaugeOf(s)).toBeUndefined();
});

test("it never lapses: confirmed after the period of withdrawal, it is effective", async () => {
  const s = await shop(storefront);
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await deliver(s, bought, 2);
  const link = await declareUnconfirmed(s, bought);
  await s.runtime.advance(60 * day);
  expect(await confirm(s, link)).toMatchObject({ state: "RECEIVED" });
  expect(await readOrder(s, bought)).toMatchObject({ returns: [{ kind: "WITHDRAWAL", parts: [{ quantity: 2 }] }] });
});

test("without the token only the order's buyer and staff confirm it", async () => {
  const s = await shop(storefront);
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const { withdrawalId, token } = await declareUnconfirmed(s, bought);
  const refused = { __typename: "NotFoundError" };
  expect(await confirm(s, { withdrawalId })).toMatchObject(refused);
  expect(await confirm(s, { withdrawalId, token: `${token}x` })).toMatchObject(refused);
  expect(await confirm(s, { withdrawalId }, { viewer: bob })).toMatchObject(refused);
  expect(await confirm(s, { withdrawalId: "wdr_none", token }, staff)).toMatchObject(refused);
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "WITHDRAWN" } });
  expect(await confirm(s, { withdrawalId }, { viewer: ada })).toMatchObject({ withdrawal: { state: "SETTLED" } });
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED" });
  const other = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await declare(s, { orderNumber: other.number });
  const { nodes } = await listWithdrawals(s, { state: "UNCONFIRMED" });
  const byStaff = await confirm(s, { withdrawalId: nodes[0]?.id }, staff);
  expect(byStaff).toMatchObject({ withdrawal: { state: "SETTLED" } });
});

test("the buyer's own declaration takes effect beside a stranger's, which settles with it", async () => {
  const s = await shop(storefront);
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const link = await declareUnconfirmed(s, bought);
  expect(await withdraw(s, bought)).toMatchObject({ own: { state: "CANCELLED", hold: null } });
  expect(await listWithdrawals(s, { state: "UNCONFIRMED" })).toMatchObject({ totalCount: 0 });
  expect(await confirm(s, link)).toMatchObject({ state: "SETTLED" });
  await runRetries(s);
  expect((await readBalance(s, bought.orderId)).money).toMatchObject({ refunded: 2_490 });
});

test("once all units are declared, a stranger's repetition adds neither a declaration nor an e-mail", async () => {
  const s = await shop(storefront);
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await declareUnconfirmed(s, bought, partsOf(bought, 1));
  await declare(s, { orderNumber: bought.number, ...partsOf(bought, 1) });
  await declare(s, { orderNumber: bought.number });
  await declare(s, { orderNumber: bought.number });
  const { nodes } = await listWithdrawals(s);
  expect(nodes.map(({ parts }) => parts)).toMatchObject([[{ quantity: 1 }], [{ quantity: 1 }], [{ quantity: 1 }]]);
  expect(await s.rows("SELECT 1 FROM mail_queue WHERE template = 'withdrawalReceived'")).toHaveLength(3);
});

test("contested before its confirmation it holds the order no longer, and can still be confirmed", async () => {
  const s = await shop(storefront);
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const link = await declareUnconfirmed(s, bought);
  const contest = { withdrawalId: link.withdrawalId, note: "Not hers, she says.", idempotencyKey: newKey() };
  expect(await change(s, "withdrawalContest", contest, staff)).toMatchObject({ withdrawal: { state: "CONTESTED" } });
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: null });
  expect(await confirm(s, link)).toMatchObject({ state: "SETTLED" });
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED" });
});

test("an order that is still being placed is put on hold once it is confirmed", async () => {
  const s = await shop(storefront);
  const paid = await payFor(s, [{ quantity: 2 }], { viewer: ada });
  s.transport.dropRequests("products.commit");
  const bought = await orderOf(s, paid);
  await declareUnconfirmed(s, bought);
  s.transport.clearFaults();
  for (let times = 0; times < 3; times += 1) await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "WITHDRAWN" } });
});

test("without a storefront the e-mail has the withdrawal's id and the code", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await declare(s, { orderNumber: bought.number });
  await s.work();
  const code = /The withdrawal (wdr_\w+) has this code:\n(\S+)\n/.exec(s.mail().join("\n"));
  expect(await confirm(s, { withdrawalId: code?.[1], token: code?.[2] })).toMatchObject({ state: "SETTLED" });
});

async function gaugeOf({ running }: Shop): Promise<number | undefined> {
  const text = await running.service.deps.metrics.registry.metrics();
  const value = /^hansa_oldest_unconfirmed_withdrawal_timestamp_seconds (\S+)$/m.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}
