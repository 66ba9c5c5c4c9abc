/** The sandbox keeps the provider contract, and books that nobody can change. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { manualWorld } from "@hansa/kit/manual-world";
import { Database } from "@hansa/kit/sqlite";
import { temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { openSandbox } from "../src/providers/sandbox/open.ts";
import { keepsTheProviderContract, startTerms } from "./provider-contract.ts";
import { noon } from "./shop.ts";

const migrations = fileURLToPath(new URL("../migrations/sandbox", import.meta.url));

async function open() {
  const folder = temporaryFolder();
  const world = manualWorld(noon);
  const sent: { headers: Record<string, string>; body: Uint8Array }[] = [];
  const file = join(folder.path, "sandbox-provider.db");
  const sandbox = await openSandbox({
    file,
    migrations,
    world,
    secrets: ["a-secret-of-the-sandbox-for-the-tests"],
    post: async (headers, body) => {
      sent.push({ headers, body: Buffer.from(body) });
      return 200;
    },
  });
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
  });
  return {
    ...sandbox,
    file,
    world,
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

keepsTheProviderContract("sandbox", open);

test("a key that comes with another request is refused: it is a mistake of the shop's", async () => {
  const { provider, world } = await open();
  const once = { key: "auth:chk_1:1", signal: world.deadline(1_000) };
  const terms = { ...startTerms, token: "tok_ok" };
  await provider.start(terms, once);
  await expect(provider.start({ ...terms, amountMinor: 1 }, once)).rejects.toThrow("another request");
});

test("the books are append only", async () => {
  const { provider, world, file } = await open();
  const terms = { ...startTerms, token: "tok_ok" };
  await provider.start(terms, { key: "auth:chk_1:1", signal: world.deadline(1_000) });
  const db = new Database(file);
  expect(() => db.exec("UPDATE sandbox_entries SET amount_minor = 1")).toThrow("append only");
  expect(() => db.exec("DELETE FROM sandbox_entries")).toThrow("append only");
  expect(() => db.exec("DELETE FROM sandbox_answers")).toThrow("append only");
  db.close();
});
