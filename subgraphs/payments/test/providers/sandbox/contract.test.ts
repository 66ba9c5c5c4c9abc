/** The sandbox passes the provider contract, and its ledger cannot be changed. */
import { createLog } from "@hansa/kit/runtime/log";
import { Database } from "@hansa/kit/store/connection/sqlite";
import { expect, onTestFinished, test } from "vitest";
import { sandboxClient } from "../../../src/providers/sandbox/http/client.ts";
import { openSandboxServer } from "../../../src/providers/sandbox/http/server.ts";
import { openSandbox } from "../../../src/providers/sandbox/sandbox.ts";
import { sought, startTerms } from "../../support/provider-contract/candidate.ts";
import { testProviderContract } from "../../support/provider-contract/contract.ts";
import { sandboxFile, secrets } from "../../support/sandbox-options.ts";

/** The transport of messages: `beforeAnswer` runs before the response to the message of this number. */
type Sending = { atOnce?: number; beforeAnswer?: (number: number) => Promise<void> };

async function open({ atOnce = 1, beforeAnswer = async () => {} }: Sending = {}) {
  const { file, migrations, runtime } = sandboxFile();
  const sent: { headers: Record<string, string>; body: Uint8Array }[] = [];
  const sandbox = await openSandbox({
    file,
    migrations,
    runtime,
    secrets,
    post: async (headers, body) => {
      sent.push({ headers, body: Buffer.from(body) });
      await beforeAnswer(sent.length);
      return 200;
    },
    atOnce,
  });
  onTestFinished(() => sandbox.close());
  return {
    ...sandbox,
    file,
    runtime,
    tokens: {
      ok: "tok_ok",
      declined: "tok_declined",
      secondStep: "tok_second_step",
      secondStepOk: "tok_second_step_ok",
      secondStepFailed: "tok_second_step_failed",
      refundFails: "tok_refund_fails",
    },
    lastMessage: async (paymentId: string) => {
      await sandbox.job.run(new AbortController().signal);
      const message = sent.findLast(({ body }) => Buffer.from(body).includes(paymentId));
      if (!message) throw new Error(`nothing was sent about ${paymentId}`);
      return message;
    },
  };
}

/** The same provider behind a socket. */
async function openBehindDoor() {
  const sandbox = await open();
  const server = openSandboxServer(sandbox, secrets, createLog("sandbox", "silent"));
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close());
  return { ...sandbox, url, provider: sandboxClient(url, secrets) };
}

testProviderContract("sandbox", open);
testProviderContract("sandbox over a socket", openBehindDoor);

test("over a socket the sandbox refuses requests without its key and requests that it cannot parse", async () => {
  const { url, runtime } = await openBehindDoor();
  const stranger = sandboxClient(url, ["another-secret-of-at-least-32-characters"]);
  await expect(stranger.lookup(sought, runtime.deadline(60_000))).rejects.toThrow("401");
  const faults = await fetch(new URL("/faults", url), { method: "PUT", body: "{}" });
  expect(faults.status).toBe(401);
});

test("a key with another request is refused: it is a fault of the shop", async () => {
  const { provider, runtime } = await open();
  const once = { key: "auth:chk_1:1", signal: runtime.deadline(60_000) };
  const terms = { ...startTerms, token: "tok_ok" };
  await provider.start(terms, once);
  await expect(provider.start({ ...terms, amountMinor: 1 }, once)).rejects.toThrow("another request");
});

test("the ledger is append-only", async () => {
  const { provider, runtime, file } = await open();
  const terms = { ...startTerms, token: "tok_ok" };
  await provider.start(terms, { key: "auth:chk_1:1", signal: runtime.deadline(60_000) });
  const db = new Database(file);
  expect(() => db.exec("UPDATE sandbox_entries SET amount_minor = 1")).toThrow("append only");
  expect(() => db.exec("DELETE FROM sandbox_entries")).toThrow("append only");
  expect(() => db.exec("DELETE FROM sandbox_answers")).toThrow("append only");
  db.close();
});

test("its settlement list has a payment for each refund or dispute, and for nothing else", async () => {
  const { provider, dashboard, runtime } = await open();
  const begin = async (paymentId: string) => {
    const once = { key: paymentId, signal: runtime.deadline(60_000) };
    const { payment } = await provider.start({ ...startTerms, paymentId, token: "tok_ok" }, once);
    await dashboard.capture(paymentId, 1_250);
    return payment.ref;
  };
  const refs = [];
  for (let number = 0; number < 101; number += 1) refs.push(await begin(`pay_${number}`));
  await dashboard.refund("pay_0", 100);
  await runtime.advance(1_000);
  const since = runtime.now();
  const signal = runtime.deadline(60_000);
  expect(await provider.listMoved(since, null, signal)).toEqual({ payments: [], next: null });
  for (let number = 0; number < 100; number += 1) await dashboard.refund(`pay_${number}`, 100);
  const dispute = await dashboard.openDispute("pay_100", 100, "fraudulent");
  await dashboard.closeDispute("pay_100", dispute, "WON");
  const first = await provider.listMoved(since, null, signal);
  const second = await provider.listMoved(since, first.next, signal);
  expect([...first.payments, ...second.payments].map(({ ref }) => ref)).toEqual(refs);
  expect(second.next).toBeNull();
});

test("an unanswered message occupies one place: all others are sent meanwhile, never more at once than there are places", {
  timeout: 20_000,
}, async () => {
  const total = 6;
  let allAreSent = () => {};
  const others = new Promise<void>((resolve) => {
    allAreSent = resolve;
  });
  const onTheirWay = { now: 0, most: 0 };
  const { provider, job, runtime } = await open({
    atOnce: 2,
    beforeAnswer: async (number) => {
      onTheirWay.now += 1;
      onTheirWay.most = Math.max(onTheirWay.most, onTheirWay.now);
      if (number === total) allAreSent();
      await (number === 1 ? others : undefined);
      onTheirWay.now -= 1;
    },
  });
  for (let number = 0; number < total; number += 1) {
    const paymentId = `pay_${number}`;
    const once = { key: paymentId, signal: runtime.deadline(60_000) };
    await provider.start({ ...startTerms, paymentId, token: "tok_ok" }, once);
  }
  await job.run(new AbortController().signal);
  expect(onTheirWay).toEqual({ now: 0, most: 2 });
});
