/** A replay of made-up invoices through five real processes that is killed, and continued by the next one. */
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { writeInvoices } from "../support/made-up-invoices.ts";
import { portsAreFree, replay, startReplay } from "../support/replay-commands.ts";

test("a killed replay continues where it was, and in the end every invoice is one confirmed order", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-killed-replay-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [invoices, stores] = [path.join(folder, "invoices"), path.join(folder, "stores")];
  const place = { port: await findFreePorts(26_700), data: stores };
  mkdirSync(invoices);
  writeInvoices(invoices);

  const killed = startReplay(place, "--data", invoices);
  let output = "";
  for (const stream of [killed.stdout, killed.stderr]) {
    stream?.on("data", (text) => {
      output += String(text);
    });
  }
  while (ordersPlaced(stores) < 3) {
    if (killed.exitCode !== null) throw new Error(`The replay ended before it could be killed: ${output}`);
    await pause(20);
  }
  killed.kill("SIGKILL");
  await once(killed, "exit");
  await portsAreFree(place);

  const { code, output: listed, lastLine } = await replay(place, "--data", invoices, "--list");
  expect(listed).toMatch(/^ +\d were placed before$/m);
  expect(lastLine).toBe("replay: 10 invoices, 12 lines, 3955005 pence, 1 cancellations, 0 differences");
  expect(code).toBe(0);
});

function ordersPlaced(stores: string): number {
  const journal = path.join(stores, "replay.jsonl");
  return existsSync(journal) ? readFileSync(journal, "utf8").split('"order"').length - 1 : 0;
}
