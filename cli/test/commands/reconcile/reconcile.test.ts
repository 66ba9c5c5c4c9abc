/** `npm run hansa -- reconcile` and its page: output, exit codes, and documented names. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { readCommandLine, UsageError } from "@hansa/kit/command-line";
import { directTransport } from "@hansa/kit/rpc";
import { manualRuntime, temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { payments } from "../../../../subgraphs/payments/src/server.ts";
import { insertPayment } from "../../../../subgraphs/payments/src/store/payments/queries.ts";
import { command } from "../../../commands/reconcile/options.ts";
import { reconcile } from "../../../commands/reconcile/run.ts";
import { root } from "../../../host/shop.mjs";

const noon = Date.UTC(2026, 0, 15, 12);

/** A folder with the books of a shop and of its sandbox: one payment of 12.50 EUR, promised for `ours` here. */
async function books(ours: number): Promise<Record<string, string>> {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const environment = { HANSA_DATA: folder.path, HANSA_LOG_LEVEL: "silent" };
  const { deps, stop } = await payments.configure(environment).open(manualRuntime(noon), directTransport(new Map()));
  const terms = { paymentId: "pay_1", amountMinor: 1_250, currency: "EUR", token: "tok_ok", returnUrl: null };
  const once = { key: "auth:chk_1:1", signal: new AbortController().signal };
  const response = await deps.providers[0]?.start({ ...terms, savedMethod: null, keep: null }, once);
  const money = { amountMinor: ours, authorizedMinor: ours, capturedMinor: 0, releasedMinor: 0, refundedMinor: 0 };
  const withoutOwner = {
    customerId: null,
    isGuest: true,
    card: null,
    orderId: null,
    orderNumber: null,
    guestTokenHash: null,
  };
  const storeTimes = { startedAt: noon, authorizedAt: noon, lookedUpAt: noon };
  const times = { ...storeTimes, createdAt: noon, changedAt: noon, erasedAt: null };
  await deps.store.write("begin", (tx) =>
    insertPayment(tx, {
      ...{ id: "pay_1", checkoutId: "chk_1", version: 1, attempt: 1, state: "AUTHORIZED", currency: "EUR" },
      ...{ refundPendingMinor: 0, disputed: false, provider: "sandbox", providerRef: response?.payment.ref ?? null },
      ...{
        keepsMethod: false,
        clientAction: null,
        declineCounters: null,
        isDeclineCounted: false,
        failureCode: null,
        failureRetryable: false,
      },
      ...money,
      ...withoutOwner,
      ...times,
    }),
  );
  await stop();
  return environment;
}

async function run(environment: Record<string, string>) {
  const lines: string[] = [];
  const isRight = await reconcile(environment, 3, manualRuntime(noon + 1_000), (line) => void lines.push(line));
  return { isRight, output: lines.join("\n"), lastLine: lines.at(-1) };
}

test("equal ledgers give exit code 0", async () => {
  const { isRight, lastLine, output } = await run(await books(1_250));
  expect(lastLine).toBe("reconcile: 1 payments, 0 mismatches");
  expect(output).toContain("1 compared, 0 under way, 0 requests without a response; providers list 1");
  expect(isRight).toBe(true);
});

test("a mismatch is printed with both sides, and gives exit code 1", async () => {
  const { isRight, lastLine, output } = await run(await books(1_200));
  expect(output).toMatch(/MISMATCH terms: pay_1, sandbox sbx_\w+: ours 1200 EUR sbx_\w+; theirs 1250 EUR sbx_\w+/);
  expect(lastLine).toBe("reconcile: 1 payments, 1 mismatches");
  expect(isRight).toBe(false);
});

test("the command itself: a shop without payments proves nothing, and it exits with 1", async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const empty = { HANSA_DATA: folder.path, HANSA_LOG_LEVEL: "silent" };
  await (await payments.configure(empty).open(manualRuntime(noon), directTransport(new Map()))).stop();
  const { status, stdout } = spawnSync(process.execPath, ["cli/hansa.cjs", "reconcile"], {
    cwd: root,
    env: { ...process.env, HANSA_DATA: folder.path },
    encoding: "utf8",
  });
  expect(stdout).toContain("Nothing was compared, so nothing is proved.");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("reconcile: 0 payments, 0 mismatches");
  expect(status).toBe(1);
});

const readDays = (args: readonly string[]) => readCommandLine(command, args).options.days;
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

test("docs/owners/payments.md names existing settings and commands", () => {
  const page = read("docs/owners/payments.md");
  const described = new Set(read(".env.example").match(/\bHANSA_[A-Z_]+\b/g));
  const named = [...new Set(page.match(/\bHANSA_[A-Z_]+\b/g))].filter((name) => name !== "HANSA_STRIPE_TEST_KEY");
  expect(named.length).toBeGreaterThanOrEqual(3);
  expect(named.filter((name) => !described.has(name))).toEqual([]);
  const commands = [...page.matchAll(/^npm run hansa -- reconcile(?: ([^#\n]*?))?\s*#/gm)];
  expect(commands.map(([, args = ""]) => readDays(args.split(" ").filter(Boolean)))).toEqual([3, 31]);
  for (const args of [["--days", "none"], ["--days", "0"], ["today"]]) expect(() => readDays(args)).toThrow(UsageError);
});

test("docs/owners/sandbox.md lists every alarm", () => {
  const listed = [...read("docs/owners/sandbox.md").matchAll(/`(alarm_\w+)`/g)].map(([, name]) => name);
  const raised = [...read("subgraphs/payments/src/service/payment/transitions.ts").matchAll(/^ {2}\| "(alarm_\w+)"/gm)];
  expect(raised.length).toBeGreaterThanOrEqual(7);
  expect([...new Set(listed)].sort()).toEqual([...new Set(raised.map(([, name]) => name))].sort());
});
