/** The rules of imports between workspaces: each finds its breach and accepts sound imports. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "@hansa/kit/testing/subgraph-client";
import { expect, onTestFinished, test } from "vitest";
import { checkImports } from "../steps/external/imports.ts";

/** The faults of a tree in which one file imports another. */
async function faultsOf(from: string, to: string): Promise<readonly string[]> {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const specifier = path.relative(path.dirname(from), to);
  const sources = { [to]: "export const one = 1;\n", [from]: `export { one } from "${specifier}";\n` };
  for (const [file, text] of Object.entries(sources)) {
    mkdirSync(path.dirname(path.join(folder.path, file)), { recursive: true });
    writeFileSync(path.join(folder.path, file), text);
  }
  return (await checkImports(folder.path)).faults;
}

const meet = "clients-meet-in-the-lab-client";

test.each([
  ["e2e/stories/cart.test.ts", "tools/commands/keys/command.ts", meet],
  ["e2e/stories/cart.test.ts", "lab/chaos/play.ts", meet],
  ["lab/chaos/play.ts", "tools/start/main.ts", meet],
  ["lab/chaos/main.ts", "tools/demo/catalogue/index.ts", meet],
  ["tools/start/main.ts", "lab/chaos/play.ts", meet],
  ["tools/demo/seed.ts", "lab/simulator/play.ts", meet],
  ["tools/host/seed.ts", "tools/commands/seed/command.ts", "host-knows-no-client"],
  ["tools/host/seed.ts", "lab/client/in-process.ts", "host-knows-no-client"],
  ["packages/sandbox/src/api.ts", "subgraphs/payments/src/providers/port.ts", "packages-stand-on-the-kit"],
  ["packages/contracts/src/events.ts", "packages/sandbox/src/protocol.ts", "packages-stand-on-the-kit"],
  ["packages/commerce/src/money.ts", "packages/sandbox/src/protocol.ts", "commerce-stands-on-the-kit"],
  ["packages/kit/src/graphql/schema.ts", "packages/commerce/src/money.ts", "kit-knows-no-shop"],
  ["subgraphs/payments/src/service/integrity.ts", "packages/sandbox/src/api.ts", "sandbox-behind-the-port"],
  ["subgraphs/orders/test/cart.test.ts", "packages/sandbox/src/api.ts", "sandbox-behind-the-port"],
])("%s may not import %s", async (from, to, rule) => {
  expect(await faultsOf(from, to)).toEqual([`${from} imports ${to}: ${rule}`]);
});

test.each([
  ["e2e/stories/cart.test.ts", "packages/client/src/buyer.ts"],
  ["tools/demo/orders/placement.ts", "lab/client/in-process.ts"],
  ["tools/commands/restore/run.ts", "tools/audit/audit.ts"],
  ["lab/chaos/play.ts", "tools/host/build/bundle.ts"],
  ["lab/chaos/play.ts", "tools/audit/audit.ts"],
  ["lab/bench/rounds.ts", "packages/client/src/polling.ts"],
  ["e2e/stories/cart.test.ts", "tools/host/seed.ts"],
  ["subgraphs/payments/src/providers/registry.ts", "packages/sandbox/src/sandbox.ts"],
  ["packages/sandbox/src/api.ts", "packages/commerce/src/money.ts"],
])("%s may import %s", async (from, to) => {
  expect(await faultsOf(from, to)).toEqual([]);
});
