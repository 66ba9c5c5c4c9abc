/** A sandbox for one test: a temporary store, a fixed clock, the messages that it sent, and its server. */
import { join } from "node:path";
import type { PayableSteps } from "@hansa/commerce/payable-steps";
import { createLog } from "@hansa/kit/runtime";
import { manualRuntime, temporaryFolder } from "@hansa/kit/testing";
import { onTestFinished } from "vitest";
import { bankClient, sandboxClient } from "../src/http/client.ts";
import { openSandboxServer } from "../src/http/server.ts";
import { openSandbox, type Sandbox } from "../src/sandbox.ts";

export const secrets = ["a-secret-of-the-sandbox-for-the-tests"];

/** The start of a payment that is authorised at once. */
export const startTerms = {
  paymentId: "pay_1",
  amountMinor: 1_250,
  currency: "EUR",
  token: "tok_ok",
  savedMethod: null,
  keep: null,
  returnUrl: null,
};

type Message = { headers: Record<string, string>; body: string };
/** `respond`: the shop's status for a message, which is the nth. */
type Options = {
  atOnce?: number;
  payableSteps?: PayableSteps;
  respond?: (message: Message, number: number) => number | Promise<number>;
};

/** Opens the sandbox; it is closed and its store removed when the test ends. `deliver` sends what is due. */
export async function openTestSandbox({ atOnce = 1, payableSteps = {}, respond = () => 200 }: Options = {}) {
  const folder = temporaryFolder();
  const place = { engine: "sqlite", file: join(folder.path, "sandbox-provider.db") } as const;
  const runtime = manualRuntime(Date.UTC(2026, 0, 15, 12));
  const sent: Message[] = [];
  const post = async (headers: Record<string, string>, body: string) => {
    sent.push({ headers, body });
    return respond({ headers, body }, sent.length);
  };
  const publicUrl = "http://127.0.0.1:4000";
  const sandbox = await openSandbox({ place, runtime, secrets, publicUrl, payableSteps, post, atOnce });
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
  });
  return { ...sandbox, place, runtime, sent, deliver: () => sandbox.job.run(new AbortController().signal) };
}

/** Serves the sandbox on a free port until the test ends, to callers with one of these secrets. `client` and `bank` are its API and its bank over HTTP. */
export async function serveTestSandbox(sandbox: Sandbox, accepted = secrets) {
  const server = openSandboxServer(sandbox, accepted, createLog("sandbox", "silent"));
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close());
  return { url, client: sandboxClient(url, secrets), bank: bankClient(url, secrets) };
}
