/** Faults of the sandbox: set at run time, selected by the seed, and never duplicating an effect. */
import { expect, test } from "vitest";
import { type FaultPlan, faultOfCall, faultPlan, noFaults } from "../src/faults/fault-plan.ts";
import { findSignatureFault, signatureHeader } from "../src/messages/signature.ts";
import { apiKeyOf } from "../src/protocol.ts";
import { openTestSandbox, secrets, serveTestSandbox, startTerms } from "../testing/test-sandbox.ts";

async function open(plan: Partial<FaultPlan> = {}) {
  const taken: boolean[] = [];
  const sandbox = await openTestSandbox({
    respond: ({ headers, body }) => {
      taken.push(!findSignatureFault(secrets, headers[signatureHeader], Buffer.from(body), sandbox.runtime.now()));
      return taken.at(-1) ? 200 : 400;
    },
  });
  const { url, client } = await serveTestSandbox(sandbox);
  const setFaults = async (faults: Partial<FaultPlan>) => {
    const headers = { authorization: apiKeyOf(secrets), "content-type": "application/json" };
    const response = await fetch(new URL("/faults", url), { method: "PUT", headers, body: JSON.stringify(faults) });
    expect(response.status).toBe(200);
  };
  await setFaults(plan);
  return {
    ...sandbox,
    taken,
    setFaults,
    client,
    ids: () => sandbox.sent.map(({ body }) => String(JSON.parse(body).id)),
  };
}

const once = { key: "auth:chk_1:1", signal: new AbortController().signal };

type Opened = Awaited<ReturnType<typeof open>>;

/** Starts a payment whose caller gives up once the fault has struck, however long the request takes to arrive. */
async function giveUpOn({ client, faults }: Opened, fault: "timeout" | "lost" | "slow"): Promise<void> {
  const caller = new AbortController();
  const refused = expect(client.start(startTerms, { ...once, signal: caller.signal })).rejects.toThrow();
  await expect.poll(() => faults.counts[fault]).toBe(1);
  // A lost response breaks the connection by itself.
  if (fault !== "lost") caller.abort();
  await refused;
}

test.each(["timeout", "lost"] as const)(
  "%s: the call takes effect, is unanswered, and its key finds it",
  async (fault) => {
    const opened = await open({ [fault]: 1 });
    const { client, setFaults } = opened;
    await giveUpOn(opened, fault);
    await setFaults({});
    const lookup = () => client.lookup(startTerms, once.signal);
    await expect.poll(async () => (await lookup())?.state).toBe("AUTHORIZED");
    expect((await client.start(startTerms, once)).payment.ref).toBe((await lookup())?.ref);
  },
);

test("error: the call is answered with a fault and has no effect", async () => {
  const { client, setFaults } = await open({ error: 1 });
  await expect(client.start(startTerms, once)).rejects.toThrow("500");
  await setFaults({});
  expect(await client.lookup(startTerms, once.signal)).toBeNull();
});

test("slow: the call takes effect after its caller has timed out", async () => {
  const opened = await open({ slow: 1, seed: 3 });
  const { client, runtime, setFaults } = opened;
  await giveUpOn(opened, "slow");
  await setFaults({});
  await runtime.advance(30_000);
  await expect.poll(async () => (await client.lookup(startTerms, once.signal))?.state).toBe("AUTHORIZED");
});

test("duplicated: a message comes 2 to 5 times, under one id", async () => {
  const { client, deliver, ids } = await open({ duplicated: 1 });
  await client.start(startTerms, once);
  await deliver();
  expect(ids().length).toBeGreaterThanOrEqual(2);
  expect(ids().length).toBeLessThanOrEqual(5);
  expect(new Set(ids()).size).toBe(1);
});

test("delayed and reordered: a message waits, and arrives", async () => {
  for (const [fault, atMostMs] of [
    ["delayed", 60_000],
    ["reordered", 3_000],
  ] as const) {
    const { client, deliver, ids, runtime } = await open({ [fault]: 1 });
    await client.start(startTerms, once);
    await deliver();
    expect(ids()).toEqual([]);
    await runtime.advance(atMostMs);
    await deliver();
    expect(ids()).toHaveLength(1);
  }
});

test("dropped: a message never arrives", async () => {
  const { client, deliver, ids, runtime } = await open({ dropped: 1 });
  await client.start(startTerms, once);
  for (let minute = 0; minute < 120; minute += 1) {
    await deliver();
    await runtime.advance(60_000);
  }
  expect(ids()).toEqual([]);
});

test("forged and stale: an unacceptable message precedes the real one", async () => {
  const { client, deliver, sent, taken } = await open({ forged: 1, stale: 1 });
  await client.start(startTerms, once);
  await deliver();
  expect(taken).toEqual([false, false, true]);
  expect(sent.every(({ headers }) => headers[signatureHeader])).toBe(true);
});

test("the seed determines the affected calls, in the requested share", () => {
  const strikes = (seed: number) => {
    const faults = { ...noFaults(), plan: faultPlan.parse({ seed, timeout: 0.1, error: 0.2 }) };
    return Array.from({ length: 2_000 }, (_, call) => faultOfCall(faults, "capture", `cap:pay_${call}`, 1));
  };
  expect(strikes(7)).toEqual(strikes(7));
  expect(strikes(7)).not.toEqual(strikes(8));
  const counts = strikes(7);
  expect(counts.filter((fault) => fault === "timeout").length / 2_000).toBeCloseTo(0.1, 1);
  expect(counts.filter((fault) => fault === "error").length / 2_000).toBeCloseTo(0.2, 1);
});
