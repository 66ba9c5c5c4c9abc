/** Refused e-mails: the timeline of the order names each, of all kinds, and none of them is sent again. */
import { type Reply, startMailServer } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  cancelParts,
  deliver,
  readOrder,
  receive,
  requestReturn,
  resolve,
  runRetries,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { bought, pay, ready } from "../support/purchase.ts";
import { ada, minute, shop } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

const refuse: Reply = (command) => (command.startsWith("RCPT TO") ? "550 no such mailbox" : undefined);

/** A shop and its mail server. Its clock stands still, so that the rate of e-mails may not limit a test. */
async function openWith(reply: Reply) {
  const server = await startMailServer(reply);
  onTestFinished(server.close);
  return { server, s: await shop({ environment: { HANSA_SMTP_URL: server.url, HANSA_MAIL_PER_SECOND: "1000" } }) };
}

test("a refused e-mail is in the timeline that staff sees of its order, and is not sent again", async () => {
  const { s, server } = await openWith(refuse);
  const { orderId } = await bought(s);
  await s.work();
  const refused = {
    kind: "MAIL_REFUSED",
    actor: "SHOP",
    summary: "The recipient's mail server refused an e-mail about the order (550). It is not sent again.",
  };
  const { timeline } = await readOrder(s, { orderId });
  expect(timeline.at(-1)).toMatchObject(refused);
  await s.runtime.advance(24 * 60 * minute);
  await s.work();
  expect(await timelineKindsOf(s, { orderId })).toEqual(["PLACED", "PAYMENT_CAPTURED", "CONFIRMED", "MAIL_REFUSED"]);
  expect(server.commands.filter((command) => command.startsWith("RCPT TO"))).toHaveLength(1);
});

test("a refused e-mail about a checkout without an order is in no timeline, and is not sent again", async () => {
  const { s } = await openWith(refuse);
  const { checkoutId } = await ready(s);
  const payment = await pay(s, checkoutId, { state: "inProgress" });
  payment.authorizedAfterMs = 25 * 60 * minute;
  s.payments.move(payment, "authorized");
  await s.applyEvents();
  await s.work();
  const mails = await s.rows("SELECT template, refused_at IS NOT NULL AS refused FROM mail_queue");
  expect(mails).toEqual([{ template: "paymentLate", refused: 1 }]);
});

test("every kind of e-mail about an order is in the timeline of that order when it is refused", async () => {
  const { s, server } = await openWith(refuse);
  const other = await buy(s);
  const order = await buy(s, [{ quantity: 6 }], { viewer: ada });
  await cancelParts(s, order, 1);
  await deliver(s, order, 5);
  const approved = present((await requestReturn(s, order, 2)).orderReturn).id;
  await resolve(s, approved, "APPROVE");
  await receive(s, order, approved, { quantity: 2 });
  const rejected = present((await requestReturn(s, order, 1)).orderReturn).id;
  await resolve(s, rejected, "REJECT", "It is worn.");
  await withdraw(s, order);
  const cancelled = await buy(s);
  await cancel(s, cancelled.orderId, staff);
  for (let times = 0; times < 2; times += 1) await runRetries(s);
  const templates = await s.rows("SELECT DISTINCT template FROM mail_queue ORDER BY template");
  expect(templates.map((row) => Object(row).template)).toEqual([
    ...["cancelled", "confirmed", "linesCancelled", "refunded", "returnApproved", "returnReceived"],
    ...["returnRejected", "shipped", "withdrawalReceived"],
  ]);
  expect(await s.rows("SELECT count(*) AS waiting FROM mail_queue WHERE refused_at IS NULL")).toEqual([{ waiting: 0 }]);
  const refusedOf = async (one: Bought) =>
    (await timelineKindsOf(s, one)).filter((kind) => kind === "MAIL_REFUSED").length;
  const counted = [await refusedOf(other), await refusedOf(cancelled), await refusedOf(order)];
  const [all] = await s.rows("SELECT count(*) AS mails FROM mail_queue");
  expect(counted.slice(0, 2)).toEqual([1, 3]);
  expect(counted.reduce((sum, count) => sum + count)).toBe(Object(all).mails);
  expect(server.messages).toEqual([]);
});

test("a failure at another command leaves no entry in the timeline", async () => {
  const { s } = await openWith((command) => (command.startsWith("MAIL FROM") ? "550 not from you" : undefined));
  const { orderId } = await bought(s);
  await s.work();
  expect(await s.rows("SELECT attempts, refused_at FROM mail_queue")).toEqual([{ attempts: 1, refused_at: null }]);
  expect(await timelineKindsOf(s, { orderId })).not.toContain("MAIL_REFUSED");
});

test("a service that stops closes its idle connections to the mail server", async () => {
  const { s, server } = await openWith(() => undefined);
  await bought(s);
  await s.work();
  expect([server.messages.length, server.open()]).toEqual([1, 1]);
  await s.running.service.stop();
  await server.allClosed();
});
