/** Corrections of an order's contact: the links of before end, both mailboxes are told, and nothing else of the order changes. */
import { createHash } from "node:crypto";
import { startMailServer } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { tenPercent } from "../support/back-office/promotions.ts";
import { auditOf, correctContact, isSeen, linkIn, mailsOf, statusOf } from "../support/contact.ts";
import { change, present } from "../support/mutations.ts";
import { buy, readOrder, staff, timelineKindsOf } from "../support/order-changes.ts";
import { home, newKey } from "../support/purchase.ts";
import { ada, minute, type Shop, shop } from "../support/shop.ts";

const shopFacts = {
  name: "Kontor",
  supportEmail: "help@kontor.example",
  environment: {
    HANSA_PUBLIC_URL: "https://api.kontor.example/",
    HANSA_STOREFRONT_URL: "https://kontor.example/",
  },
};
const moved = { ...home, lastName: "Lovelace", line1: "Kai 9", postalCode: "20457", city: "Hamburg" };
const day = 24 * 60 * minute;

const findByWord = async (s: Shop, search: string) => {
  const text = "query ($filter: OrderFilter) { orders(filter: $filter) { nodes { id } } }";
  const { data } = await s.query(text, { filter: { search } }, staff);
  return Object(data?.orders).nodes;
};
const formerEmails = (s: Shop) => s.rows("SELECT former_email FROM order_mails WHERE former_email IS NOT NULL");

test("a guest's e-mail and address are corrected: old links end, new ones come by mail, the old mailbox gets none", async () => {
  const s = await shop(shopFacts);
  const order = await buy(s);
  await s.work();
  const [confirmed = ""] = s.mail();
  const oldToken = linkIn(confirmed, /#token=(\S+)/);
  const oldReceipt = linkIn(confirmed, /(https:\/\/api\.\S+\/receipts\/\S+)/);
  expect([oldToken, await statusOf(s, oldReceipt)]).toEqual([order.guestToken, 200]);
  const before = await readOrder(s, order);

  const corrected = await correctContact(s, order, { email: "Right@Example.com", shippingAddress: moved });
  expect(corrected).toMatchObject({
    __typename: "OrderContactUpdated",
    order: { email: "right@example.com", shippingAddress: { lastName: "Lovelace", city: "Hamburg" } },
  });
  const after = await readOrder(s, order);
  expect(after.timeline.at(-1)).toMatchObject({
    ...{ kind: "CONTACT_UPDATED", actor: "STAFF" },
    summary: "The shop has corrected the e-mail address and the shipping address.",
  });
  const { timeline, email, shippingAddress, updatedAt, ...same } = before;
  expect(after).toMatchObject(same);
  expect(String(after.updatedAt) > String(updatedAt)).toBe(true);
  const counted = await s.rows("SELECT email FROM checkouts");
  expect(counted).toEqual([{ email: "right@example.com" }]);

  expect(await formerEmails(s)).toEqual([{ former_email: "ada@example.com" }]);
  await s.work();
  expect(await formerEmails(s)).toEqual([]);
  const messages = s.mail().filter((message) => message !== confirmed);
  const told = messages.find((message) => message.includes("To: right@example.com"));
  const left = present(messages.find((message) => message.includes("To: ada@example.com")));
  const { number } = before;
  expect(left).toContain(`Subject: Order ${number} has another e-mail address\n`);
  expect(left).not.toMatch(/https?:|token|right@|Lovelace|Ada/);
  const token = linkIn(present(told), /#token=(\S+)/);
  const receipt = linkIn(present(told), /(https:\/\/api\.\S+\/receipts\/\S+)/);
  expect(present(told)).toContain(`Subject: The e-mail address of your order ${number} was corrected\n`);
  expect(messages).toHaveLength(2);

  expect([await isSeen(s, order, { guest: [oldToken] }), await statusOf(s, oldReceipt)]).toEqual([false, 404]);
  expect([await isSeen(s, order, { guest: [token] }), await statusOf(s, receipt)]).toEqual([true, 200]);
  // The browser that placed the order still has its checkout.
  expect(await isSeen(s, order, { guest: [order.checkoutId] })).toBe(true);
  const claim = { orderId: order.orderId, guestToken: oldToken, idempotencyKey: newKey() };
  expect(await change(s, "orderClaim", claim, { viewer: ada })).toMatchObject({ __typename: "NotFoundError" });
});

test("payments gets the hash of the new token, and search finds the order by the new words only", async () => {
  const s = await shop(shopFacts);
  const order = await buy(s, undefined, undefined, { addresses: { billingAddress: { ...home, lastName: "Byron" } } });
  await correctContact(s, order, { email: "right@example.com", shippingAddress: moved });
  expect((await s.publishedEvents()).at(-1)).toBe("order.contactUpdated");
  const [event] = await s.rows("SELECT payload FROM outbox WHERE type = 'order.contactUpdated'");
  await s.work();
  const told = present(s.mail().find((message) => message.includes("was corrected")));
  const guestTokenHash = createHash("sha256")
    .update(linkIn(told, /#token=(\S+)/))
    .digest("base64url");
  expect(JSON.parse(Object(event).payload)).toEqual({ orderId: order.orderId, customerId: null, guestTokenHash });
  for (const word of ["lovelace", "right@", "byron"])
    expect(await findByWord(s, word), word).toEqual([{ id: order.orderId }]);
  expect(await findByWord(s, "ada@example")).toEqual([]);
});

test("an address alone is corrected without a mail, and every link stays", async () => {
  const s = await shop(shopFacts);
  const order = await buy(s);
  await s.work();
  const receipt = linkIn(s.mail()[0] ?? "", /(https:\/\/api\.\S+\/receipts\/\S+)/);
  expect(await correctContact(s, order, { shippingAddress: moved })).toMatchObject({
    order: { email: "ada@example.com", shippingAddress: { line1: "Kai 9" }, billingAddress: { line1: "Quay 1" } },
  });
  await s.work();
  expect(s.mail()).toHaveLength(1);
  // Payments, its only consumer, needs the token alone.
  expect(await s.publishedEvents()).not.toContain("order.contactUpdated");
  expect([await isSeen(s, order, { guest: [order.guestToken] }), await statusOf(s, receipt)]).toEqual([true, 200]);
  const { timeline } = await readOrder(s, order);
  expect(timeline.at(-1)?.summary).toBe("The shop has corrected the shipping address.");
});

test("a customer keeps the order in the account, and the new mailbox gets no token", async () => {
  const s = await shop(shopFacts);
  const order = await buy(s, undefined, { viewer: ada });
  await correctContact(s, order, { email: "right@example.com" });
  await s.work();
  expect(await isSeen(s, order, { viewer: ada })).toBe(true);
  const told = s.mail().find((message) => message.includes("To: right@example.com") && message.includes("corrected"));
  expect(told).toContain(`https://kontor.example/orders/${order.number}\n`);
  expect(told).not.toContain("token");
  expect(await readOrder(s, order)).toMatchObject({ customer: { id: "user_ada" } });
});

test("a contact that is so already changes nothing, and a repetition of a correction is its answer", async () => {
  const s = await shop(shopFacts);
  const order = await buy(s);
  const before = await readOrder(s, order);
  expect(await correctContact(s, order, { email: "ADA@example.com", shippingAddress: home })).toMatchObject({
    __typename: "OrderContactUpdated",
    replayed: false,
  });
  expect(await readOrder(s, order)).toEqual(before);
  const input = { email: "right@example.com", expectedUpdatedAt: before.updatedAt, idempotencyKey: newKey() };
  const first = await correctContact(s, order, input);
  const again = await correctContact(s, order, input);
  expect([first.replayed, again.replayed, again.__typename]).toEqual([false, true, "OrderContactUpdated"]);
  expect((await timelineKindsOf(s, order)).filter((kind) => kind === "CONTACT_UPDATED")).toHaveLength(1);
  const summary = `Corrected the e-mail address of ${order.orderId}.`;
  expect(await auditOf(s, order)).toMatchObject([{ action: "order.contactUpdated", actorId: "user_staff", summary }]);
});

test("of two corrections of what both have read, at one time, the second is told how the order is now", async () => {
  const s = await shop();
  const order = await buy(s);
  const { updatedAt: expectedUpdatedAt } = await readOrder(s, order);
  const [first, second] = await Promise.all([
    correctContact(s, order, { email: "one@example.com", expectedUpdatedAt }),
    correctContact(s, order, { email: "two@example.com", expectedUpdatedAt }),
  ]);
  const [won, lost] = first.__typename === "OrderContactUpdated" ? [first, second] : [second, first];
  expect(won).toMatchObject({ __typename: "OrderContactUpdated" });
  const { email, updatedAt } = await readOrder(s, order);
  expect(lost).toMatchObject({
    ...{ __typename: "OrderChangedError", code: "ORDER_CHANGED", path: ["input", "expectedUpdatedAt"] },
    order: { email, updatedAt },
  });
});

test("each correction ends the token of the one before", async () => {
  const s = await shop({ ...shopFacts, environment: { ...shopFacts.environment, HANSA_STOREFRONT_URL: "" } });
  const order = await buy(s);
  const tokens = [order.guestToken];
  for (const email of ["one@example.com", "two@example.com"]) {
    await correctContact(s, order, { email });
    await s.work();
    const told = present(
      s.mail().findLast((message) => message.includes(`To: ${email}`) && message.includes("The code")),
    );
    tokens.push(linkIn(told, /The code that shows your order .*:\n(\S+)/));
  }
  expect(new Set(tokens).size).toBe(3);
  const seen = await Promise.all(tokens.map((token) => isSeen(s, order, { guest: [token] })));
  expect(seen).toEqual([false, false, true]);
});

test("a use of a promotion counts for the corrected address", async () => {
  const s = await shop();
  const code = await tenPercent(s, "ONCE", { usesPerCustomer: 1 });
  const order = await buy(s);
  await s.corruptStore(
    `INSERT INTO promotion_uses (promotion_id, checkout_id, user_id, email, state)
     VALUES ('${code}', '${order.checkoutId}', NULL, 'ada@example.com', 'used')`,
  );
  await correctContact(s, order, { email: "right@example.com" });
  expect(await s.rows("SELECT email FROM promotion_uses")).toEqual([{ email: "right@example.com" }]);
});

test("a former address that its server refuses is no fault of the order, and is kept no longer", async () => {
  const refuse = (command: string) => (command.startsWith("RCPT TO:<ada@") ? "550 no such mailbox" : undefined);
  const server = await startMailServer(refuse);
  onTestFinished(server.close);
  const s = await shop({ environment: { HANSA_SMTP_URL: server.url, HANSA_MAIL_PER_SECOND: "1000" } });
  const order = await buy(s);
  await correctContact(s, order, { email: "right@example.com" });
  await s.work();
  expect(await timelineKindsOf(s, order)).not.toContain("MAIL_REFUSED");
  const mails = await mailsOf(s, order);
  expect(mails.map(({ kind, sentAt, refusedAt }) => [kind, sentAt !== null, refusedAt !== null]).sort()).toEqual([
    ["CONFIRMED", true, false],
    ["CONTACT_FORMER", false, true],
    ["CONTACT_UPDATED", true, false],
  ]);
  expect(await formerEmails(s)).toEqual([]);
});

test("a former address is kept for as long as its mail can be sent, three days at most", async () => {
  const server = await startMailServer((command) => (command.startsWith("MAIL FROM") ? "550 not from you" : undefined));
  onTestFinished(server.close);
  const s = await shop({ environment: { HANSA_SMTP_URL: server.url, HANSA_MAIL_PER_SECOND: "1000" } });
  const order = await buy(s);
  await correctContact(s, order, { email: "right@example.com" });
  await s.work();
  expect(await formerEmails(s)).toHaveLength(1);
  await s.runtime.advance(3 * day + minute);
  await s.work();
  expect(await formerEmails(s)).toEqual([]);
  expect(await mailsOf(s, order)).toHaveLength(3);
});
