/** E-mails of an order: each is noted with its times for as long as the order has a person, and staff sends it again as it would be today. */
import { type Reply, startMailServer } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { addMails, auditOf, correctContact, mailsOf, resendMail } from "../support/contact.ts";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  cancelParts,
  deliver,
  receive,
  requestReturn,
  resolve,
  runRetries,
  ship,
  staff,
} from "../support/order-changes.ts";
import { buyAsAda, erase, findSecrets } from "../support/personal-data.ts";
import { newKey } from "../support/purchase.ts";
import { ada, minute, noon, type Shop, shop } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

const day = 24 * 60 * minute;
const iso = (at: number) => new Date(at).toISOString();
const summaryOf = async (s: Shop, order: Bought) =>
  (await mailsOf(s, order)).map(({ kind, sentAt }) => [kind, sentAt !== null]);

async function openWith(reply: Reply) {
  const server = await startMailServer(reply);
  onTestFinished(server.close);
  return shop({ environment: { HANSA_SMTP_URL: server.url, HANSA_MAIL_PER_SECOND: "1000" } });
}

/** An order of six units with every kind of e-mail but those of its contact, of a failed order and of a closed return. */
async function eventfulOrder(s: Shop): Promise<Bought> {
  const order = await buy(s, [{ quantity: 6 }], { viewer: ada });
  await cancelParts(s, order, 1);
  await deliver(s, order, 5);
  const approved = present((await requestReturn(s, order, 2)).orderReturn).id;
  await resolve(s, approved, "APPROVE");
  await receive(s, order, approved, { quantity: 2 });
  const rejected = present((await requestReturn(s, order, 1)).orderReturn).id;
  await resolve(s, rejected, "REJECT", "It is worn.");
  await withdraw(s, order);
  for (let times = 0; times < 2; times += 1) await runRetries(s);
  return order;
}

test("an e-mail is listed when it is queued, with its time of sending once it is sent, and outlives the queue", async () => {
  const s = await shop();
  const order = await buy(s);
  const queued = { kind: "CONFIRMED", subjectId: null, queuedAt: iso(noon), sentAt: null, refusedAt: null };
  expect(await mailsOf(s, order)).toEqual([queued]);
  await s.runtime.advance(minute);
  await s.work();
  const sent = { ...queued, sentAt: iso(noon + minute) };
  expect(await mailsOf(s, order)).toEqual([sent]);
  await s.runtime.advance(4 * day);
  await s.work();
  expect(await s.rows("SELECT * FROM mail_queue")).toEqual([]);
  expect(await mailsOf(s, order)).toEqual([sent]);
  expect(await mailsOf(s, order, { guest: [order.guestToken] })).toEqual([sent]);
});

test("the newest fifty e-mails of an order are listed, and two hundred are kept", async () => {
  const s = await shop();
  const order = await buy(s);
  await addMails(s, order, 250);
  await ship(s, order, 1);
  expect(await s.rows("SELECT count(*) AS mails FROM order_mails")).toEqual([{ mails: 200 }]);
  const mails = await mailsOf(s, order);
  expect(mails).toHaveLength(50);
  // The first is from before the purchase, at 250 less 48.
  expect(mails.map(({ kind, queuedAt }) => [kind, queuedAt])).toEqual(
    expect.arrayContaining([
      ["CONFIRMED", iso(202)],
      ["CONFIRMED", iso(noon)],
      ["SHIPPED", iso(noon)],
    ]),
  );
});

test("each kind of e-mail is listed with what it is about, and each can be sent again while it is true", async () => {
  const s = await shop();
  const order = await eventfulOrder(s);
  const mails = await mailsOf(s, order);
  expect([...new Set(mails.map(({ kind }) => kind))].sort()).toEqual([
    ...["CONFIRMED", "LINES_CANCELLED", "REFUNDED", "RETURN_APPROVED", "RETURN_RECEIVED", "RETURN_REJECTED"],
    ...["SHIPPED", "WITHDRAWAL_RECEIVED"],
  ]);
  expect(
    mails.every(({ sentAt, subjectId, kind }) => sentAt !== null && (subjectId === null) === (kind === "CONFIRMED")),
  ).toBe(true);
  const sentBefore = s.mail();
  for (const { kind, subjectId } of mails) {
    // No more than five an hour.
    await s.runtime.advance(13 * minute);
    const again = await resendMail(s, order, kind, { subjectId });
    const isOver = kind === "RETURN_APPROVED" && again.__typename === "InvalidTransitionError";
    if (isOver) expect(again).toMatchObject({ blockedBy: "MAIL_OUTDATED" });
    else expect(again, kind).toMatchObject({ __typename: "OrderMailQueued", mail: { kind, subjectId, sentAt: null } });
  }
  await s.work();
  const after = await mailsOf(s, order);
  expect(after.every(({ sentAt }) => sentAt !== null)).toBe(true);
  expect(s.mail()).toHaveLength(sentBefore.length + after.length - mails.length);
  // Nothing has changed since, so that each is as before.
  const subjects = (texts: readonly string[]) => new Set(texts.map((text) => /^Subject: (.*)$/m.exec(text)?.[1]));
  expect(subjects(s.mail())).toEqual(subjects(sentBefore));
});

test("an e-mail that is sent again goes to the present address, from what is true now", async () => {
  const s = await shop();
  const order = await buy(s);
  await s.work();
  await correctContact(s, order, { email: "right@example.com" });
  const idempotencyKey = newKey();
  const again = await resendMail(s, order, "CONFIRMED", { idempotencyKey });
  expect(again).toMatchObject({ __typename: "OrderMailQueued", order: { email: "right@example.com" } });
  expect(await resendMail(s, order, "CONFIRMED", { idempotencyKey })).toMatchObject({
    mail: again.mail,
    replayed: true,
  });
  const summary = `Sent the e-mail CONFIRMED about ${order.orderId} again.`;
  expect((await auditOf(s, order)).slice(1)).toMatchObject([{ action: "order.mailResent", summary }]);
  await s.work();
  const confirmations = s.mail().filter((text) => text.includes(`Your order ${order.number} is confirmed`));
  expect(confirmations.map((text) => /^To: (.*)$/m.exec(text)?.[1])).toEqual(["ada@example.com", "right@example.com"]);
  expect(confirmations[1]).not.toContain(order.guestToken);
  expect(await summaryOf(s, order)).toEqual(
    expect.arrayContaining([
      ["CONFIRMED", true],
      ["CONFIRMED", true],
      ["CONTACT_UPDATED", true],
      ["CONTACT_FORMER", true],
    ]),
  );
});

test("a refused recipient has its time, and the same mail can be sent again to the corrected one", async () => {
  const s = await openWith((command) => (command.startsWith("RCPT TO:<ada@") ? "550 no such mailbox" : undefined));
  const order = await buy(s);
  await s.work();
  expect(await mailsOf(s, order)).toMatchObject([{ kind: "CONFIRMED", sentAt: null, refusedAt: iso(noon) }]);
  await correctContact(s, order, { email: "right@example.com" });
  await resendMail(s, order, "CONFIRMED");
  await s.work();
  expect((await summaryOf(s, order)).filter(([kind]) => kind === "CONFIRMED")).toEqual([
    ["CONFIRMED", false],
    ["CONFIRMED", true],
  ]);
});

test("mails end with their person, and none is noted that finds nobody any more", async () => {
  const s = await shop();
  const order = await buyAsAda(s);
  await s.work();
  await correctContact(s, order, { email: "ada.unmistakable@private.example" });
  expect(await mailsOf(s, order)).toHaveLength(3);
  await erase(s);
  expect(await findSecrets(s)).toEqual([]);
  expect(await s.rows("SELECT * FROM order_mails")).toEqual([]);
  await cancel(s, order.orderId, staff);
  for (let times = 0; times < 2; times += 1) await runRetries(s);
  expect(await mailsOf(s, order)).toEqual([]);
});
