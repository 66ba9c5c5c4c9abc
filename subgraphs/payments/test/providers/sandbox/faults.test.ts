/** Faults of the sandbox: set at run time, selected by the seed, and never duplicating an effect. */
import { createLog } from "@hansa/kit/runtime/log";
import { expect, onTestFinished, test } from "vitest";
import { type FaultPlan, faultOfCall, faultPlan, noFaults } from "../../../src/providers/sandbox/faults/fault-plan.ts";
import { sandboxClient } from "../../../src/providers/sandbox/http/client.ts";
import { apiKeyOf } from "../../../src/providers/sandbox/http/protocol.ts";
import { openSandboxServer } from "../../../src/providers/sandbox/http/server.ts";
import { signatureHeader } from "../../../src/providers/sandbox/messages/signature.ts";
import { openSandbox } from "../../../src/providers/sandbox/sandbox.ts";
import { sought, startTerms } from "../../support/provider-contract/candidate.ts";
import { sandboxFile, secrets } from "../../support/sandbox-options.ts";

async function open(plan: Partial<FaultPlan> = {}) {
  const { file, migrations, runtime } = sandboxFile();
  const sent: { headers: Record<string, string>; body: string }[] = [];
  const post = async (headers: Record<string, string>, body: string) => {
    sent.push({ headers, body });
    return sandbox.provider.webhook.authenticate(headers, Buffer.from(body), runtime.now()) ? 200 : 400;
  };
  const sandbox = await openSandbox({ file, migrations, runtime, secrets, post, atOnce: 1 });
  const server = openSandboxServer(sandbox, secrets, createLog("sandbox", "silent"));
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    await server.close();
    await sandbox.close();
  });
  const setFaults = async (faults: Partial<FaultPlan>) => {
    const headers = { authorization: apiKeyOf(secrets), "content-type": "application/json" };
    const answer = await fetch(new URL("/faults", url), { method: "PUT", headers, body: JSON.stringify(faults) });
    expect(answer.status).toBe(200);
  };
  await setFaults(plan);
  return {
    sandbox,
    runtime,
    sent,
    setFaults,
    provider: sandboxClient(url, secrets),
    work: () => sandbox.job.run(new AbortController().signal),
    ids: () => sent.map(({ body }) => String(JSON.parse(body).id)),
  };
}

const terms = { ...startTerms, token: "tok_ok" };
const once = { key: "auth:chk_1:1", signal: new AbortController().signal };

type Opened = Awaited<ReturnType<typeof open>>;

/** Starts a payment whose caller gives up once the fault has struck, however long the request takes to arrive. */
async function giveUpOn({ provider, sandbox }: Opened, fault: "timeout" | "lost" | "slow"): Promise<void> {
  const caller = new AbortController();
  const refused = expect(provider.start(terms, { ...once, signal: caller.signal })).rejects.toThrow();
  await expect.poll(() => sandbox.faults.struck[fault], patiently).toBe(1);
  // A lost answer breaks the connection by itself.
  if (fault !== "lost") caller.abort();
  await refused;
}

const patiently = { timeout: 60_000 };

test.each(["timeout", "lost"] as const)(
  "%s: the call takes effect, is unanswered, and its key finds it",
  async (fault) => {
    const opened = await open({ [fault]: 1 });
    const { provider, setFaults } = opened;
    await giveUpOn(opened, fault);
    await setFaults({});
    const lookup = () => provider.lookup(sought, once.signal);
    await expect.poll(async () => (await lookup())?.state, patiently).toBe("AUTHORIZED");
    expect((await provider.start(terms, once)).payment.ref).toBe((await lookup())?.ref);
  },
);

test("error: the call is answered with a fault and has no effect", async () => {
  const { provider, setFaults } = await open({ error: 1 });
  await expect(provider.start(terms, once)).rejects.toThrow("500");
  await setFaults({});
  expect(await provider.lookup(sought, once.signal)).toBeNull();
});

test("slow: the call takes effect after its caller has timed out", async () => {
  const opened = await open({ slow: 1, seed: 3 });
  const { provider, runtime, setFaults } = opened;
  await giveUpOn(opened, "slow");
  await setFaults({});
  await runtime.advance(30_000);
  await expect.poll(async () => (await provider.lookup(sought, once.signal))?.state, patiently).toBe("AUTHORIZED");
});

test("duplicated: a message comes 2 to 5 times, under one id", async () => {
  const { provider, work, ids } = await open({ duplicated: 1 });
  await provider.start(terms, once);
  await work();
  expect(ids().length).toBeGreaterThanOrEqual(2);
  expect(ids().length).toBeLessThanOrEqual(5);
  expect(new Set(ids()).size).toBe(1);
});

test("delayed and reordered: a message waits, and arrives", async () => {
  for (const [fault, atMostMs] of [
    ["delayed", 60_000],
    ["reordered", 3_000],
  ] as const) {
    const { provider, work, ids, runtime } = await open({ [fault]: 1 });
    await provider.start(terms, once);
    await work();
    expect(ids()).toEqual([]);
    await runtime.advance(atMostMs);
    await work();
    expect(ids()).toHaveLength(1);
  }
});

test("dropped: a message never arrives", async () => {
  const { provider, work, ids, runtime } = await open({ dropped: 1 });
  await provider.start(terms, once);
  for (let minute = 0; minute < 120; minute += 1) {
    await work();
    await runtime.advance(60_000);
  }
  expect(ids()).toEqual([]);
});

test("forged and stale: an unacceptable message precedes the real one", async () => {
  const { provider, work, sent, runtime, sandbox } = await open({ forged: 1, stale: 1 });
  await provider.start(terms, once);
  await work();
  const taken = sent.map(
    ({ headers, body }) =>
      sandbox.provider.webhook.authenticate(headers, Buffer.from(body), runtime.now()) !== undefined,
  );
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
  const struck = strikes(7);
  expect(struck.filter((fault) => fault === "timeout").length / 2_000).toBeCloseTo(0.1, 1);
  expect(struck.filter((fault) => fault === "error").length / 2_000).toBeCloseTo(0.2, 1);
});
