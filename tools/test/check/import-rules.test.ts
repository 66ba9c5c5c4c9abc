/** The rules of imports between workspaces: each finds its breach and accepts sound imports. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { checkImports } from "../../check/steps/external/imports.ts";

/** The faults of a tree in which one file imports another. */
async function faultsOf(from: string, to: string, clause = "export { one }"): Promise<readonly string[]> {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const specifier = path.relative(path.dirname(from), to);
  const sources = { [to]: "export const one = 1;\nexport type One = 1;\n", [from]: `${clause} from "${specifier}";\n` };
  for (const [file, text] of Object.entries(sources)) {
    mkdirSync(path.dirname(path.join(folder.path, file)), { recursive: true });
    writeFileSync(path.join(folder.path, file), text);
  }
  return (await checkImports(folder.path)).faults;
}

test.each([
  ["e2e/stories/cart.test.ts", "lab/chaos/play.ts", "e2e-imports"],
  ["lab/chaos/play.ts", "tools/dev/task.ts", "lab-imports"],
  ["tools/dev/task.ts", "lab/chaos/play.ts", "tools-imports"],
  ["cli/start/main.ts", "lab/chaos/play.ts", "cli-imports"],
  ["router/src/server.ts", "cli/host/ports.ts", "router-imports"],
  ["router/src/http/pass-through.ts", "router/src/control/usage/usage.ts", "request-path-knows-no-control"],
  ["subgraphs/orders/src/server.ts", "packages/client/src/buyer.ts", "subgraphs-imports"],
  ["cli/host/seed.ts", "cli/commands/seed/command.ts", "host-knows-no-command"],
  ["cli/start/main.ts", "cli/testing/shop.ts", "test-shops-serve-tests"],
  ["cli/audit/audit.ts", "packages/contracts/src/events.ts", "audit-imports-no-service"],
  ["apps/storefront/server/start.ts", "packages/kit/src/http/lifecycle.ts", "apps/storefront-imports"],
  ["apps/storefront/pages/home/page.tsx", "apps/storefront/server/graph.ts", "front-end-pages-imports-before-it"],
  ["apps/storefront/shop/cart.ts", "apps/storefront/pages/page.ts", "front-end-shop-imports-before-it"],
  ["apps/admin/shop/graph/client.ts", "router/src/http/headers.ts", "apps/admin-imports"],
  ["apps/admin/pages/order/page.tsx", "apps/storefront/shop/links.ts", "apps/admin-imports"],
  ["packages/front/src/graph/client.ts", "packages/commerce/src/money.ts", "front-imports"],
  ["packages/client/src/buyer.ts", "packages/sandbox/src/protocol.ts", "client-imports"],
  ["packages/sandbox/src/api.ts", "subgraphs/payments/src/providers/port.ts", "sandbox-imports"],
  ["packages/contracts/src/events.ts", "packages/sandbox/src/protocol.ts", "contracts-imports"],
  ["packages/commerce/src/money.ts", "packages/sandbox/src/protocol.ts", "commerce-imports"],
  ["packages/kit/src/graphql/schema.ts", "packages/commerce/src/money.ts", "kit-imports"],
  ["packages/kit/src/rpc/peers.ts", "packages/kit/src/sessions/session-check.ts", "kit-rpc-imports-before-it"],
  ["packages/kit/src/store/store.ts", "packages/kit/testing/ports.ts", "kit-store-imports-before-it"],
  ["subgraphs/payments/src/service/integrity.ts", "packages/sandbox/src/api.ts", "sandbox-behind-the-port"],
  ["subgraphs/orders/test/cart.test.ts", "packages/sandbox/src/api.ts", "sandbox-behind-the-port"],
  ["subgraphs/orders/src/internal.ts", "packages/kit/src/rpc/peers.ts", "folder-of-a-subgraph"],
  ["tools/dev/task.ts", "tools/helpers/name.ts", "name-says-what-is-in-it"],
])("%s may not import %s", async (from, to, rule) => {
  expect(await faultsOf(from, to)).toEqual([`${from} imports ${to}: ${rule}`]);
});

test.each([
  ["e2e/stories/cart.test.ts", "packages/client/src/buyer.ts"],
  ["e2e/stories/cart.test.ts", "cli/testing/shop.ts"],
  ["cli/commands/restore/run.ts", "cli/audit/audit.ts"],
  ["cli/commands/status/run.ts", "router/src/control/status/state.ts"],
  ["lab/chaos/play.ts", "cli/audit/audit.ts"],
  ["lab/bench/rounds.ts", "packages/client/src/polling.ts"],
  ["tools/dev/task.ts", "cli/host/seed.ts"],
  ["subgraphs/payments/src/providers/registry.ts", "packages/sandbox/src/sandbox.ts"],
  ["packages/sandbox/src/api.ts", "packages/commerce/src/money.ts"],
  ["apps/storefront/shop/cart.ts", "packages/front/src/graph/client.ts"],
  ["apps/storefront/server/public-listener.ts", "apps/storefront/pages/routes.ts"],
])("%s may import %s", async (from, to) => {
  expect(await faultsOf(from, to)).toEqual([]);
});

test("a type counts as an import", async () => {
  const [from, to] = ["cli/start/main.ts", "lab/chaos/play.ts"];
  expect(await faultsOf(from, to, "export type { One }")).toEqual([`${from} imports ${to}: cli-imports`]);
});
