/** Missing providers: payments of a provider that is not configured wait, block no others, and raise an alarm. */
import { createLog } from "@hansa/contracts/log";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { taken } from "../support/captured-payment.ts";
import { asBank, noResponse, overrideProvider, replaceProviders } from "../support/provider-overrides.ts";
import { confirm, payable, paymentsOf, type Shop, shop, start, startedId } from "../support/shop.ts";

const open = "SELECT name FROM provider_calls WHERE outcome = 'open'";

async function wait(s: Shop, ms: number): Promise<void> {
  await s.runtime.advance(ms);
  await s.runJobs();
}

/** Leaves the start of a payment without a response. */
async function leaveOpen(s: Shop, checkoutId = "chk_1"): Promise<void> {
  payable(s, checkoutId);
  const mend = overrideProvider(s, () => ({ start: noResponse, lookup: noResponse }));
  await start(s, "tok_ok", { checkoutId, key: checkoutId });
  mend();
}

/** Requests of orders, each with its payment in the state to test. */
const requests = {
  "a void while it is not known whether the payment began": async (s: Shop) => {
    await leaveOpen(s);
    return () => s.voidCheckout();
  },
  "a void of what was promised": async (s: Shop) => {
    payable(s);
    await start(s, "tok_ok");
    return () => s.voidCheckout();
  },
  "a capture": async (s: Shop) => {
    payable(s);
    const id = await startedId(s, "tok_ok");
    return () => s.capture(id);
  },
  "a refund": async (s: Shop) => {
    const id = await taken(s);
    return () => s.refund(id);
  },
  "release of the rest": async (s: Shop) => {
    payable(s);
    const id = await startedId(s, "tok_ok");
    await s.capture(id, { amountMinor: 500 });
    return () => s.releaseRest(id);
  },
};

test.each(Object.entries(requests))(
  "%s is unanswered, and answered once the provider is configured again",
  async (_what, begin) => {
    const s = await shop();
    const ask = await begin(s);
    const nameAgain = replaceProviders(s, asBank);
    for (let time = 0; time < 2; time += 1) expect(await ask()).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
    await wait(s, 30_000);
    nameAgain();
    await wait(s, 30_000);
    expect(await ask()).not.toMatchObject({ outcome: "unknown" });
    expect(await s.rows(open)).toEqual([]);
  },
);

test("a buyer who waits for a missing provider is told to repeat the request", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  replaceProviders(s, asBank);
  const input = { paymentToken: "tok_second_step_ok" };
  for (let time = 0; time < 2; time += 1)
    expect(await confirm(s, id, input)).toMatchObject({ __typename: "ProviderUnavailableError" });
});

test("any number of calls that wait for a missing provider delays no other call", async () => {
  const s = await shop();
  for (let number = 0; number < 200; number += 1) await leaveOpen(s, `chk_m${number}`);
  replaceProviders(s, asBank);
  await s.runtime.advance(1_000);
  await leaveOpen(s);
  await wait(s, 30_000);
  for (let round = 0; round < 2; round += 1) await wait(s, 5_000);
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "AUTHORIZED" }] });
});

test("a call that waits for a missing provider is retried with back-off", async () => {
  const s = await shop();
  await leaveOpen(s);
  replaceProviders(s, asBank);
  const attempts: unknown[] = [];
  for (let round = 0; round < 6; round += 1) {
    await wait(s, 10_000);
    attempts.push(...(await s.rows("SELECT attempts FROM provider_calls")).map((row) => Object(row).attempts));
  }
  // With any jitter: the second attempt after 5 s, the third 10 s later, the fourth 20 s later, and the fifth 30 s after that.
  expect([attempts[0], attempts.at(-1)]).toEqual([2, 4]);
});

test("undecided payments of a missing provider do not prevent polling the others", async () => {
  const s = await shop();
  payable(s);
  const before = await startedId(s, "tok_second_step");
  replaceProviders(s, asBank);
  const looked = `SELECT looked_up_at - ${s.running.service.deps.store.now()} AS after FROM payments WHERE id = '${before}'`;
  await wait(s, 31_000);
  expect(await s.rows(looked)).toEqual([{ after: 11_000 }]);
});

test("a card to be removed at a missing provider waits for it, and a hundred of them delay no other card", async () => {
  const s = await shop();
  const viewer = userWith("user_1");
  payable(s, "chk_1", { customerId: "user_1" });
  replaceProviders(s, asBank);
  await start(s, "tok_ok", { viewer, saveMethod: true });
  const waiting = `'spm_' || n, 'sandbox', 'sbxpm_' || n, 'cus', FALSE, 'removing', 0`;
  await s.corruptStore(
    `INSERT INTO saved_methods (id, provider, method_ref, customer_ref, is_default, state, created_at)
     WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100) SELECT ${waiting} FROM numbers`,
  );
  const lines = listen(s);
  const mend = overrideProvider(s, () => ({ removeMethod: noResponse }));
  await s.query(
    `mutation ($id: ID!) { savedMethodRemove(input: { id: $id }) { __typename } }`,
    { id: Object((await s.rows("SELECT id FROM saved_methods WHERE provider = 'bank'"))[0]).id },
    { viewer },
  );
  mend();
  replaceProviders(s, (own) => own);
  await s.runJobs();
  const stored = "SELECT provider, count(*) AS n FROM saved_methods GROUP BY provider";
  expect(await s.rows(stored)).toEqual([{ provider: "sandbox", n: 100 }]);
  expect(lines()).toMatchObject([{ alarm: "provider_missing", provider: "sandbox", payments: 0, methods: 100 }]);
});

test("an alarm names the missing provider and the number of waiting calls, until none waits", async () => {
  const s = await shop();
  await leaveOpen(s);
  payable(s, "chk_2");
  const promised = await startedId(s, "tok_ok", { checkoutId: "chk_2", key: "two" });
  payable(s, "chk_3");
  await start(s, "tok_declined", { checkoutId: "chk_3", key: "three" });
  const lines = listen(s);
  const nameAgain = replaceProviders(s, asBank);
  await s.runJobs();
  const alarm = { level: 60, alarm: "provider_missing", provider: "sandbox", payments: 2, methods: 0 };
  expect(lines()).toMatchObject([alarm]);
  nameAgain();
  await wait(s, 60_000);
  await s.capture(promised);
  await s.voidCheckout();
  replaceProviders(s, asBank);
  await s.runJobs();
  expect(lines()).toHaveLength(1);
});

/** Collects the fatal log lines from now on. */
function listen(s: Shop): () => unknown[] {
  const lines: string[] = [];
  s.running.service.deps.log = createLog("payments", "fatal", { write: (line) => lines.push(line) });
  return () => lines.map((line) => JSON.parse(line));
}
