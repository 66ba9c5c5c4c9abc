/** Limits of declarations: a buyer counts by order, a stranger by new pairs of number and address, right or wrong. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { change } from "../support/mutations.ts";
import { buy } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { ada, bob, minute, type Sender, type Shop, shop, support } from "../support/shop.ts";
import { buyerEmail, declare, partsOf, withdraw } from "../support/withdrawals.ts";

const at = (address: string): Sender => ({ from: { address, agent: null } });
const hour = 60 * minute;
const day = 24 * hour;
const storefront = { environment: { HANSA_STOREFRONT_URL: "https://kontor.example" } };
const received = { __typename: "WithdrawalReceived" };
const limited = { __typename: "RateLimitedError", code: "RATE_LIMITED" };

test("eleven declarations with the tokens of eleven orders are all taken, from one network within an hour", async () => {
  const s = await shop();
  const here = at("203.0.113.7");
  for (let n = 0; n < 11; n += 1) {
    const bought = await buy(s, [{}], here);
    expect(await withdraw(s, bought)).toMatchObject({ ...received, own: { id: bought.orderId } });
  }
  // Nor do they take the places of strangers there.
  for (let n = 1; n <= 10; n += 1)
    expect(await declare(s, { orderNumber: String(n), email: `buyer${n}@example.com` }, here)).toMatchObject(received);
});

test.each([
  ["an account", { viewer: ada }],
  ["a guest with the token", {}],
])("%s may declare twenty times an hour for one order, and for others all the same", async (_who, sender) => {
  const s = await shop();
  const bought = await buy(
    s,
    Array.from({ length: 22 }, () => ({})),
    sender,
  );
  const other = await buy(s, [{}], sender);
  const unit = (n: number) => ({ parts: [{ lineId: bought.lines[n]?.lineId, quantity: 1 }] });
  for (let n = 0; n < 20; n += 1) expect(await withdraw(s, bought, unit(n))).toMatchObject(received);
  const refused = await withdraw(s, bought, unit(20));
  expect(refused).toMatchObject(limited);
  expect(Number(refused.retryAfterMs)).toBeGreaterThan(59 * minute);
  expect(await withdraw(s, other)).toMatchObject(received);
  await s.runtime.advance(hour);
  expect(await withdraw(s, bought, unit(20))).toMatchObject(received);
});

test("a wrong token, and another's account, count as none", async () => {
  const s = await shop();
  const here = at("203.0.113.7");
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const declareAll = async (more: Record<string, unknown>, sender: Sender, from: number) => {
    for (let n = from; n < from + 5; n += 1) {
      const input = { orderNumber: String(n), email: `buyer${n}@example.com`, ...more };
      expect(await declare(s, input, { ...here, ...sender })).toMatchObject(received);
    }
  };
  await declareAll({ guestToken: "a wrong one" }, {}, 1);
  await declareAll({}, { viewer: bob }, 6);
  const orderNumber = bought.number;
  for (const sender of [here, { ...here, viewer: bob }])
    expect(await declare(s, { orderNumber, guestToken: "a wrong one" }, sender)).toMatchObject(limited);
  expect(await declare(s, { orderNumber }, { ...here, viewer: ada })).toMatchObject({ own: { id: bought.orderId } });
});

test("one pair counts once, however often and in whatever spelling it is declared", async () => {
  const s = await shop();
  const here = at("203.0.113.7");
  for (const orderNumber of ["1", "#1", "Nr. 1", "１", "001", "1", "1", "1", "1", "1", "1"])
    expect(await declare(s, { orderNumber, email: ` ${buyerEmail.toUpperCase()}` }, here)).toMatchObject(received);
  for (let n = 2; n <= 10; n += 1)
    expect(await declare(s, { orderNumber: String(n), email: `b${n}@example.com` }, here)).toMatchObject(received);
  expect(await declare(s, { orderNumber: "11" }, here)).toMatchObject(limited);
  expect(await declare(s, { orderNumber: "1" }, here)).toMatchObject(received);
});

/** The input of `withdrawalConfirm` for each of the mails. */
function linksOf(s: Shop) {
  const pattern = /\nhttps:\/\/kontor\.example\/withdrawal\/confirm\?withdrawal=(wdr_\w+)#token=(\S+)\n/g;
  return [...s.mail().join("\n").matchAll(pattern)].map(([, withdrawalId, token]) => ({ withdrawalId, token }));
}

function confirm(s: Shop, link: Record<string, unknown>) {
  return change(s, "withdrawalConfirm", { idempotencyKey: newKey(), ...link });
}

test("ten that the link of the mail confirms leave ten places: the eleventh is taken, and only failures stay counted", async () => {
  const s = await shop(storefront);
  const here = at("203.0.113.7");
  const numbers: string[] = [];
  for (let n = 0; n < 10; n += 1) numbers.push((await buy(s, [{}], { viewer: ada })).number);
  for (const orderNumber of numbers) expect(await declare(s, { orderNumber }, here)).toMatchObject(received);
  expect(await declare(s, { orderNumber: "11" }, here)).toMatchObject(limited);
  await s.work();
  const links = linksOf(s);
  expect(links).toHaveLength(10);
  for (const link of links)
    for (let twice = 0; twice < 2; twice += 1) expect(await confirm(s, link)).toMatchObject({ state: "SETTLED" });
  for (let n = 11; n <= 20; n += 1) expect(await declare(s, { orderNumber: String(n) }, here)).toMatchObject(received);
  expect(await declare(s, { orderNumber: "21" }, here)).toMatchObject(limited);
});

test("a pair gives its place back once, although its units are declared and confirmed one by one", async () => {
  const s = await shop(storefront);
  const here = at("203.0.113.7");
  const bought = await buy(s, [{ quantity: 5 }], { viewer: ada });
  for (let n = 0; n < 3; n += 1) {
    await declare(s, { orderNumber: bought.number, ...partsOf(bought, 1) }, here);
    await s.work();
    const link = linksOf(s).at(-1) ?? {};
    expect(await confirm(s, link)).toMatchObject({ __typename: "WithdrawalConfirmed" });
  }
  for (let n = 1; n <= 10; n += 1)
    expect(await declare(s, { orderNumber: String(n), email: `b${n}@example.com` }, here)).toMatchObject(received);
  expect(await declare(s, { orderNumber: "11", email: "b11@example.com" }, here)).toMatchObject(limited);
});

const pairs = 14;
const step = fc.record({
  network: fc.constantFrom(0, 0, 0, 1),
  pair: fc.nat({ max: pairs - 1 }),
  isRepeated: fc.boolean(),
  pause: fc.constantFrom(...Array.from({ length: 60 }, () => 0), minute, 20 * minute, 61 * minute),
});

test("responses and limits are equal for a stranger's right and wrong guesses, in any sequence", async () => {
  const right = await shop();
  const wrong = await shop();
  const numbers: string[] = [];
  for (let n = 0; n < pairs; n += 1) numbers.push((await buy(right, [{ quantity: 2 }], { viewer: ada })).number);
  let run = 0;
  let refused = 0;
  const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
    run += 1;
    const outcomes: Record<"right" | "wrong", unknown[]> = { right: [], wrong: [] };
    for (const { network, pair, isRepeated, pause } of steps) {
      const sender = at(`198.51.${run}.${network}`);
      const idempotencyKey = isRepeated ? `run ${run} pair ${pair} network ${network}` : newKey();
      const guess = async (s: Shop, orderNumber: string | undefined) => {
        await s.runtime.advance(pause);
        const { receivedAt, ...response } = await declare(s, { orderNumber, idempotencyKey }, sender);
        return { ...response, reference: typeof response.reference };
      };
      outcomes.right.push(await guess(right, numbers[pair]));
      outcomes.wrong.push(await guess(wrong, String(900_001 + pair)));
    }
    for (const s of [right, wrong]) await s.runtime.advance(2 * day);
    expect(outcomes.right).toEqual(outcomes.wrong);
    refused += outcomes.right.filter((outcome) => Object(outcome).code === "RATE_LIMITED").length;
  });
  await fc.assert(property, { numRuns: 5 });
  expect(refused).toBeGreaterThan(0);
});

test("a network may declare ten times an hour; another network still may", async () => {
  const s = await shop();
  const here = at("203.0.113.7");
  const first = { orderNumber: "1", idempotencyKey: "first" };
  await declare(s, first, here);
  // A repetition of a request is no attempt.
  expect(await declare(s, first, here)).toMatchObject({ replayed: true });
  for (let n = 2; n <= 10; n += 1) {
    const other = { orderNumber: String(n), email: `buyer${n}@example.com` };
    expect(await declare(s, other, here)).toMatchObject({ __typename: "WithdrawalReceived" });
  }
  const refused = await declare(s, { orderNumber: "11" }, here);
  expect(refused).toMatchObject({ __typename: "RateLimitedError", code: "RATE_LIMITED" });
  expect(Number(refused.retryAfterMs)).toBeGreaterThan(59 * minute);
  expect(await declare(s, { orderNumber: "11" }, at("203.0.113.8"))).toMatchObject({
    __typename: "WithdrawalReceived",
  });
  await s.runtime.advance(60 * minute);
  expect(await declare(s, { orderNumber: "11" }, here)).toMatchObject({ __typename: "WithdrawalReceived" });
  const addresses = JSON.stringify(await s.rows("SELECT * FROM attempt_counters"));
  expect(addresses).not.toContain("203.0.113");
});

test("strangers who enter a customer's address keep nobody out, fill ten rows a day with it, and raise one alarm", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const from = (n: number) => at(`203.0.113.${n}`);
  for (let n = 1; n <= 13; n += 1)
    expect(await declare(s, { orderNumber: String(n) }, from(n))).toMatchObject(received);
  expect(await countAlarms(s)).toBe(1);
  const wrong = await declare(s, { orderNumber: "14" }, from(14));
  const right = await declare(s, { orderNumber: bought.number, ...partsOf(bought, 1) }, from(15));
  const answer = { reference: expect.any(String), receivedAt: right.receivedAt };
  expect(wrong).toEqual({ ...right, ...answer });
  expect(await listed(s)).toMatchObject([
    { state: "UNCONFIRMED", enteredOrderNumber: bought.number, furtherDeclarations: 0 },
    { state: "UNMATCHED", enteredOrderNumber: "10", furtherDeclarations: 4 },
    ...Array.from({ length: 9 }, (_, n) => ({ enteredOrderNumber: String(9 - n), furtherDeclarations: 0 })),
  ]);
  // The buyer with the account counts apart.
  expect(await withdraw(s, bought)).toMatchObject({ own: { id: bought.orderId } });
  const counted = JSON.stringify(await s.rows("SELECT * FROM attempt_counters"));
  expect(counted).not.toContain(buyerEmail);
  await s.runtime.advance(day);
  expect(await declare(s, { orderNumber: "11" }, from(16))).toMatchObject(received);
  expect((await listed(s))[0]).toMatchObject({ enteredOrderNumber: "11", furtherDeclarations: 0 });
});

test("the network counts also beyond the number that is kept for an address", async () => {
  const s = await shop();
  for (let n = 1; n <= 10; n += 1) await declare(s, { orderNumber: String(n) }, at(`203.0.113.${n}`));
  for (let n = 11; n <= 20; n += 1)
    expect(await declare(s, { orderNumber: String(n) }, at("203.0.113.99"))).toMatchObject(received);
  expect(await declare(s, { orderNumber: "21" }, at("203.0.113.99"))).toMatchObject(limited);
});

/** The withdrawals as staff sees them, the newest first. */
async function listed(s: Shop): Promise<unknown[]> {
  const text = "{ withdrawals { nodes { state enteredOrderNumber furtherDeclarations } } }";
  return Object((await s.query(text, {}, { viewer: support })).data).withdrawals.nodes;
}

async function countAlarms({ running }: Shop): Promise<number> {
  const text = await running.service.deps.metrics.registry.metrics();
  return Number(/^hansa_alarms_total\{alarm="many_withdrawals"\} (\d+)/m.exec(text)?.[1] ?? 0);
}

test("a network may repeat a declaration sixty times an hour; the refused repetition keeps its response", async () => {
  const s = await shop();
  const here = at("203.0.113.7");
  const input = { orderNumber: "1", idempotencyKey: "first" };
  const first = await declare(s, input, here);
  for (let n = 1; n <= 60; n += 1) expect(await declare(s, input, here)).toEqual({ ...first, replayed: true });
  const refused = await declare(s, input, here);
  expect(refused).toMatchObject({ __typename: "RateLimitedError", code: "RATE_LIMITED", replayed: false });
  expect(Number(refused.retryAfterMs)).toBeGreaterThan(59 * minute);
  // First calls count apart.
  expect(await declare(s, { orderNumber: "2" }, here)).toMatchObject({ __typename: "WithdrawalReceived" });
  await s.runtime.advance(60 * minute);
  expect(await declare(s, input, here)).toEqual({ ...first, replayed: true });
});
