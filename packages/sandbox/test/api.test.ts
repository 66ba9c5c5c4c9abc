/** API of the sandbox: keys, the append-only ledger, the settlement list, delivery of messages, and access over HTTP. */
import { changeStore } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { sandboxClient } from "../src/http/client.ts";
import { openTestSandbox, serveTestSandbox, startTerms } from "../testing/test-sandbox.ts";

test("over HTTP the sandbox refuses requests without its key and requests that it cannot parse", async () => {
  const sandbox = await openTestSandbox();
  const { url } = await serveTestSandbox(sandbox);
  const stranger = sandboxClient(url, ["another-secret-of-at-least-32-characters"]);
  await expect(stranger.lookup(startTerms, sandbox.runtime.deadline(60_000))).rejects.toThrow("401");
  const faults = await fetch(new URL("/faults", url), { method: "PUT", body: "{}" });
  expect(faults.status).toBe(401);
});

test("while its secret is replaced the sandbox takes the key of each of its secrets", async () => {
  const sandbox = await openTestSandbox();
  const [former, fresh] = ["a-former-secret-of-the-sandbox-for-tests", "a-fresh-secret-of-the-sandbox-for-tests"];
  const { url } = await serveTestSandbox(sandbox, [former, fresh]);
  for (const first of [[former, fresh], [fresh, former], [fresh]])
    expect(await sandboxClient(url, first).lookup(startTerms, sandbox.runtime.deadline(60_000))).toBeNull();
});

test("a key with another request is refused: it is a fault of the shop", async () => {
  const { api, runtime } = await openTestSandbox();
  const once = { key: "auth:chk_1:1", signal: runtime.deadline(60_000) };
  await api.start(startTerms, once);
  await expect(api.start({ ...startTerms, amountMinor: 1 }, once)).rejects.toThrow("another request");
});

test("the ledger is append-only", async () => {
  const { api, runtime, place } = await openTestSandbox();
  await api.start(startTerms, { key: "auth:chk_1:1", signal: runtime.deadline(60_000) });
  for (const change of [
    "UPDATE sandbox_entries SET amount_minor = 1",
    "DELETE FROM sandbox_entries",
    "DELETE FROM sandbox_answers",
  ])
    await expect(changeStore(place, change)).rejects.toThrow("append only");
});

test("its settlement list has a payment for each refund or dispute, and for nothing else", async () => {
  const { api, dashboard, runtime } = await openTestSandbox();
  const begin = async (paymentId: string) => {
    const once = { key: paymentId, signal: runtime.deadline(60_000) };
    const { payment } = await api.start({ ...startTerms, paymentId }, once);
    await dashboard.capture(paymentId, 1_250);
    return payment.ref;
  };
  const refs = [];
  for (let number = 0; number < 101; number += 1) refs.push(await begin(`pay_${number}`));
  await dashboard.refund("pay_0", 100);
  await runtime.advance(1_000);
  const since = runtime.now();
  const signal = runtime.deadline(60_000);
  expect(await api.listMoved(since, null, signal)).toEqual({ payments: [], next: null });
  for (let number = 0; number < 100; number += 1) await dashboard.refund(`pay_${number}`, 100);
  const dispute = await dashboard.openDispute("pay_100", 100, "fraudulent");
  await dashboard.closeDispute("pay_100", dispute, "WON");
  const first = await api.listMoved(since, null, signal);
  const second = await api.listMoved(since, first.next, signal);
  expect([...first.payments, ...second.payments].map(({ ref }) => ref)).toEqual(refs);
  expect(second.next).toBeNull();
});

test("an unanswered message occupies one place: all others are sent meanwhile, never more at once than there are places", async () => {
  const total = 6;
  let allAreSent = () => {};
  const others = new Promise<void>((resolve) => {
    allAreSent = resolve;
  });
  const onTheirWay = { now: 0, most: 0 };
  const { api, deliver, runtime } = await openTestSandbox({
    atOnce: 2,
    respond: async (_message, number) => {
      onTheirWay.now += 1;
      onTheirWay.most = Math.max(onTheirWay.most, onTheirWay.now);
      if (number === total) allAreSent();
      await (number === 1 ? others : undefined);
      onTheirWay.now -= 1;
      return 200;
    },
  });
  for (let number = 0; number < total; number += 1) {
    const paymentId = `pay_${number}`;
    await api.start({ ...startTerms, paymentId }, { key: paymentId, signal: runtime.deadline(60_000) });
  }
  await deliver();
  expect(onTheirWay).toEqual({ now: 0, most: 2 });
});
