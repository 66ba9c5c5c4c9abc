/** E-mails about returns and withdrawals: each once for its row, with units, times and the shop's reply. */
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { present } from "../support/mutations.ts";
import {
  buy,
  deliver,
  readOrder,
  receive,
  requestReturn,
  resolve,
  runRetries,
  ship,
} from "../support/order-changes.ts";
import { ada, minute, type Shop, shop } from "../support/shop.ts";
import { declare, withdraw } from "../support/withdrawals.ts";

const shopFacts = { name: "Kontor", environment: { HANSA_STOREFRONT_URL: "https://kontor.example/" } };

const about = (s: Shop, subject: string) => s.mail().filter((message) => message.includes(`\nSubject: ${subject}`));

test("a return is answered by e-mail: approved and received, or rejected with the shop's reply", async () => {
  const s = await shop(shopFacts);
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 3);
  const returnId = present((await requestReturn(s, bought, 2)).orderReturn).id;
  await resolve(s, returnId, "APPROVE", "Use the label.");
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  const refused = present((await requestReturn(s, bought, 1)).orderReturn).id;
  await resolve(s, refused, "REJECT", "It is worn.");
  for (let times = 0; times < 2; times += 1) await runRetries(s);
  const { number } = await readOrder(s, bought);
  const approved = about(s, `You can send back goods of your order ${number}\n`);
  expect(approved).toHaveLength(1);
  expect(approved[0]).toContain("2 × Thing 1\n");
  expect(approved[0]).toContain("Use the label.");
  const received = about(s, `Your return of order ${number} has arrived\n`);
  expect(received).toHaveLength(1);
  expect(received[0]).toContain("1 × Thing 1\n");
  const rejected = about(s, `Your return of order ${number} was rejected\n`);
  expect(rejected).toHaveLength(1);
  expect(rejected[0]).toContain("1 × Thing 1\n\nIt is worn.\n");
});

test("a withdrawal is confirmed as received, with units, day, time and zone, to the entered address", async () => {
  const s = await shop(shopFacts);
  await save(s, "shopSettingsUpdate", { timeZone: "Europe/Berlin" });
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await ship(s, bought, 1);
  await s.runtime.advance(90 * minute);
  const { reference } = await withdraw(s, bought, { email: " Ada@Example.com " });
  for (let times = 0; times < 2; times += 1) await runRetries(s);
  const { number } = await readOrder(s, bought);
  const confirmed = about(s, `We have received your withdrawal from order ${number}\n`);
  expect(confirmed).toHaveLength(1);
  expect(confirmed[0]).toContain("To: ada@example.com\n");
  expect(confirmed[0]).toContain(
    `we received your withdrawal from order ${number} on 15 January 2026 at 14:30 (Europe/Berlin). It is for:\n\n3 × Thing 1\n`,
  );
  expect(confirmed[0]).toContain(`Your reference: ${reference}\n`);
  expect(confirmed[0]).toContain("Please send back the goods");
  expect(about(s, `You can send back goods of your order ${number}\n`)).toHaveLength(1);
});

test("a declaration that fits no order, a repeated one and a late one send no e-mail", async () => {
  const s = await shop(shopFacts);
  const bought = await buy(s, [{ quantity: 1 }], { viewer: ada });
  await deliver(s, bought, 1);
  const orderNumber = bought.number;
  await s.runtime.advance(40 * 24 * 60 * minute);
  await s.work();
  const before = s.mail().length;
  await declare(s, { orderNumber });
  await declare(s, { orderNumber: "999999", email: "victim@example.com" });
  await declare(s, { orderNumber, email: "victim@example.com" });
  await runRetries(s);
  expect(s.mail()).toHaveLength(before);
  expect(await s.rows("SELECT * FROM mail_queue WHERE template = 'withdrawalReceived'")).toEqual([]);
});

test("the confirmation of an order has the link that declares a withdrawal, unless all goods are excluded", async () => {
  const s = await shop(shopFacts);
  const bought = await buy(s, [{}], { viewer: ada });
  const excluded = await buy(s, [{ isWithdrawable: false }], { viewer: ada });
  await s.work();
  const [with14Days] = about(s, `Your order ${bought.number} is confirmed\n`);
  expect(with14Days).toContain("within 14 days after you have received it");
  expect(with14Days).toContain(`\nhttps://kontor.example/withdrawal?order=${bought.number}\n`);
  const [without] = about(s, `Your order ${excluded.number} is confirmed\n`);
  expect(without).not.toMatch(/withdraw/i);
});
