/** The source files that one `checkoutComplete` and one `orderRefund` run, in the router and the four services together. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "../../tools/host/shop.mjs";
import type { BuiltCommit } from "../bench/shop/commits.ts";
import { addressesOf, startServices, withShops } from "../bench/shop/shop.ts";
import { pidOf, startEarlier, startTarget } from "../bench/targets/targets.ts";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  startPayment,
} from "../client/buyer.ts";
import { requireSuccess } from "../client/mutation.ts";
import { refundOrder } from "../client/staff-desk.ts";
import { filesThatRan, takeReports } from "./coverage.ts";

/** Files that ran in each of this many repetitions belong to the mutation: timers of the services run others beside it. */
const repetitions = 6;
/** Events and mails of the steps before are over by then. */
const restMs = 2_500;

export type ExecutedFiles = { checkoutComplete: Set<string>; orderRefund: Set<string> };

/** Starts a shop, of this checkout or of a built commit, and counts. */
export function findExecutedFiles(built?: BuiltCommit): Promise<ExecutedFiles> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-coverage-"));
  return withShops(async (prepare) => {
    const prepared = await prepare(built);
    prepared.env.NODE_V8_COVERAGE = folder;
    prepared.env.NODE_OPTIONS = `--import ${path.join(root, "lab/code-size/coverage-on-signal.mjs")}`;
    const shop = await startServices(prepared, built);
    const router = built
      ? await startEarlier(shop, built.commandOf("router"), addressesOf(shop))
      : await startTarget(shop, "ours", addressesOf(shop));
    const pids = [router.pid, ...[...shop.services.values()].map(pidOf)];
    const graph = { url: `http://127.0.0.1:${router.port}/graphql` };
    const top = realpathSync(built?.folder ?? root);
    const during = async <Result>(work: () => Promise<Result>): Promise<{ files: Set<string>; result: Result }> => {
      await pause(restMs);
      await takeReports(folder, pids);
      const result = await work();
      return { files: filesThatRan(await takeReports(folder, pids), top), result };
    };
    const { id: variantId } = await findAvailableVariant(graph);
    const purchases: Set<string>[] = [];
    const refunds: Set<string>[] = [];
    for (let time = 0; time <= repetitions; time += 1) {
      const checkoutId = await prepareCheckout(graph, await fillCart(graph, variantId, 1));
      requireSuccess(await startPayment(graph, checkoutId, "tok_ok"));
      const completed = await during(async () => requireOrder(await completeCheckout(graph, checkoutId)));
      const { id, guestToken } = completed.result;
      const bought = { id, by: guestToken ? { guest: [guestToken] } : {} };
      await pause(restMs);
      const refunded = await during(async () =>
        requireSuccess(await refundOrder(graph, bought, { adjustmentMinor: 1 })),
      );
      // The first of each compiles its plan and statements.
      if (time === 0) continue;
      purchases.push(completed.files);
      refunds.push(refunded.files);
    }
    return { checkoutComplete: inAll(purchases), orderRefund: inAll(refunds) };
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}

/** The common elements of the sets. Throws if there is none. */
export function inAll(sets: readonly Set<string>[]): Set<string> {
  const [first, ...others] = sets;
  const common = new Set([...(first ?? [])].filter((each) => others.every((set) => set.has(each))));
  if (common.size === 0) throw new Error("no source file was seen to run");
  return common;
}
