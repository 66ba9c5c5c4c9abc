/** Customer e-mail: queued in the transaction of its cause, sent once, with all data that a customer needs. */
import { refuseChange } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { present } from "../support/mutations.ts";
import { buy, cancel, cancelParts, readOrder, refundUnits, runRetries, ship, staff } from "../support/order-changes.ts";
import { bought, complete, paid } from "../support/purchase.ts";
import { ada, minute, shop } from "../support/shop.ts";

const shopFacts = {
  name: "Kontor",
  supportEmail: "help@kontor.example",
  environment: {
    HANSA_PUBLIC_URL: "https://api.kontor.example/",
    HANSA_STOREFRONT_URL: "https://kontor.example/",
  },
};
const day = 24 * 60 * minute;

test("a guest's confirmation names lines, amounts, address and shop, and has the link that opens the order", async () => {
  const s = await shop(shopFacts);
  const { number, guestToken, orderId } = await bought(s);
  await s.work();
  expect(s.mail()).toHaveLength(1);
  const [message = ""] = s.mail();
  expect(message).toContain(`To: ada@example.com\nSubject: Your order ${number} is confirmed\n`);
  expect(message).toContain("1 × Thing 1: 10.00 EUR");
  expect(message).toContain("Shipping, Standard: 4.90 EUR\nTotal: 14.90 EUR\nTax in it: 2.38 EUR");
  expect(message).toContain("Ada\nQuay 1\n28195 Bremen\nGermany");
  expect(message).toContain(`https://kontor.example/orders/${number}#token=${guestToken}\n`);
  expect(message).toContain(`https://api.kontor.example/receipts/${orderId}/`);
  expect(message).toContain("help@kontor.example");
  expect(message).toMatch(/\n\nKontor\n$/);

  const [, token] = /#token=(\S+)/.exec(message) ?? [];
  const seen = await s.query(`query ($id: ID!, $token: String) { order(id: $id, guestToken: $token) { number } }`, {
    id: orderId,
    token,
  });
  expect(seen.data?.order).toEqual({ number });
});

test("in a shop without a storefront a guest gets the code that opens the order, and no broken link", async () => {
  const s = await shop({ ...shopFacts, environment: { ...shopFacts.environment, HANSA_STOREFRONT_URL: "" } });
  const { number, guestToken, orderId } = await bought(s);
  await s.work();
  const [message = ""] = s.mail();
  expect(message).toContain(`The code that shows your order ${number}:\n${guestToken}\n`);
  expect(message.match(/https?:\S+/g)).toEqual([
    expect.stringContaining(`https://api.kontor.example/receipts/${orderId}/`),
  ]);
});

test("a customer's confirmation contains no token", async () => {
  const s = await shop(shopFacts);
  const { number } = await bought(s, { viewer: ada });
  await s.work();
  expect(s.mail()[0]).toContain(`https://kontor.example/orders/${number}\n`);
  expect(s.mail()[0]).not.toContain("token");
});

test("an order is confirmed to its customer once, for any number of timer runs and restarts", async () => {
  const s = await shop();
  await bought(s);
  await Promise.all([s.work(), s.work()]);
  await s.restart();
  await s.runtime.advance(60 * minute);
  await s.work();
  expect(s.mail()).toHaveLength(1);
});

test("the e-mail about a failed order states the reason, and that nothing is charged", async () => {
  const s = await shop(shopFacts);
  const { checkoutId } = await paid(s);
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  const { order } = await complete(s, checkoutId);
  await s.work();
  const messages = s.mail();
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(`Subject: Your order ${present(order).number} was cancelled\n`);
  expect(messages[0]).toContain("Your payment was refused in the end.");
  expect(messages[0]).toContain("Nothing stays charged of the 14.90 EUR");
});

test.each([
  ["taken when placed", "ON_PLACEMENT", "goes back the way it came"],
  ["taken when sent", "ON_FULFILMENT", "Nothing was charged for it, and nothing will be."],
] as const)("%s: the cancellation e-mail mentions a refund only after a capture", async (_captured, mode, mentions) => {
  const s = await shop({ ...shopFacts, captureMode: mode });
  const whole = await buy(s);
  await cancel(s, whole.orderId, staff);
  await cancelParts(s, await buy(s), 1);
  await runRetries(s);
  const messages = s.mail().filter((message) => message.includes("was cancelled\n"));
  expect(messages).toHaveLength(2);
  for (const message of messages) expect(message).toContain(mentions);
  for (const message of messages) expect(message.includes("goes back")).toBe(mode === "ON_PLACEMENT");
});

test("the e-mail about a cancelled free order does not mention money", async () => {
  const s = await shop(shopFacts);
  const free = await buy(s, [{ prices: { EUR: 0 }, weightGrams: null }]);
  await cancel(s, free.orderId, staff);
  await runRetries(s);
  const message = s.mail().find((text) => text.includes("was cancelled\n"));
  expect(message).toContain("1 × Thing 1");
  expect(message).not.toMatch(/charged|goes back|paid|0\.00/);
});

test("the mail queue contains no personal data", async () => {
  const s = await shop();
  const { orderId } = await bought(s);
  expect(await s.rows("SELECT event, template, about, sent_at FROM mail_queue")).toEqual([
    { event: orderId, template: "confirmed", about: orderId, sent_at: null },
  ]);
});

test("the e-mail is queued if and only if the order was confirmed", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  const accept = await refuseChange(s.place, { event: "UPDATE", table: "carts" }, "not now");
  await complete(s, checkoutId);
  expect(await s.rows("SELECT state FROM orders")).toEqual([{ state: "PENDING_PAYMENT" }]);
  expect(await s.rows("SELECT * FROM mail_queue")).toEqual([]);
  await accept();
  await s.runtime.advance(minute);
  await s.work();
  expect(await s.rows("SELECT template FROM mail_queue")).toEqual([{ template: "confirmed" }]);
});

test("parcels and refunds are each announced once, with content, tracking and amount", async () => {
  const s = await shop(shopFacts);
  const order = await buy(s, [{ quantity: 2 }]);
  await s.work();
  const tracking = { trackingNumber: "JD0001", trackingUrl: "https://post.example/JD0001" };
  await ship(s, order, 1, tracking);
  await refundUnits(s, order, 1);
  for (let times = 0; times < 2; times += 1) await runRetries(s);

  expect(s.mail()).toHaveLength(3);
  const shipped = s.mail().find((message) => message.includes("is on its way"));
  const refunded = s.mail().find((message) => message.includes("go back to you"));
  const { number } = await readOrder(s, order);
  expect(shipped).toContain(`Subject: Your order ${number} is on its way\n`);
  expect(shipped).toContain("with Post. In it:\n\n1 × Thing 1\n");
  expect(shipped).toContain("Its number: JD0001\n\nWhere it is:\nhttps://post.example/JD0001\n");
  expect(refunded).toContain(`Subject: 10.00 EUR of your order ${number} go back to you\n`);
  expect(refunded).toContain("It is for:\n1 × Thing 1\n");
  expect(refunded).toContain("https://api.kontor.example/receipts/");
});

test.each(["ON_PLACEMENT", "ON_FULFILMENT"] as const)(
  "captured %s: each partial cancellation is announced once",
  async (mode) => {
    const s = await shop({ ...shopFacts, captureMode: mode });
    const order = await buy(s, [{ quantity: 4 }]);
    const key = { idempotencyKey: "cancel-two" };
    await cancelParts(s, order, 2, key);
    await cancelParts(s, order, 2, key);
    await cancelParts(s, order, 1);
    for (let times = 0; times < 2; times += 1) await runRetries(s);
    const { number } = await readOrder(s, order);
    const messages = s
      .mail()
      .filter((message) => message.includes(`Subject: A part of your order ${number} was cancelled\n`));
    expect(messages.map((message) => /\d × Thing 1/.exec(message)?.[0])).toEqual(["2 × Thing 1", "1 × Thing 1"]);
    expect(s.mail().filter((message) => message.includes("go back to you"))).toHaveLength(
      mode === "ON_PLACEMENT" ? 2 : 0,
    );
  },
);

test("an e-mail past its deadline is not sent: a shop that was down for days sends no outdated e-mail", async () => {
  const s = await shop();
  await bought(s);
  await s.runtime.advance(3 * day + minute);
  await s.work();
  expect(s.mail()).toEqual([]);
  expect(await s.rows("SELECT * FROM mail_queue")).toEqual([]);
});
