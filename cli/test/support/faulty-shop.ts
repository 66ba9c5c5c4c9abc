/** A shop in production to which tests do faults, and what it says of them. */
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { inject } from "vitest";
import { type ShopState, shopState } from "../../../router/src/control/status/shop-state.ts";
import type { Service } from "../../host/shop.mjs";
import { startProductionShop } from "../../testing/production-shop.ts";
import { runStatus } from "./status-command.ts";

export type FaultyShop = Awaited<ReturnType<typeof startFaultyShop>>;

/** Starts it on a copy of the seeded data. `programs`: all of them by default. The disk is full while the file `fullDisk` is there. */
export async function startFaultyShop(programs?: readonly Service[]) {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "faults-"));
  const fullDisk = path.join(folder, "full");
  const shop = await startProductionShop({
    source: inject("seededData"),
    folder,
    ...(programs ? { programs } : {}),
    preloaded: ["cli/test/fixtures/faults/full-disk.mjs"],
    environment: { HANSA_TEST_FULL_DISK: fullDisk },
  });

  async function readState(): Promise<ShopState> {
    return shopState.parse(await (await fetch(new URL("/status", shop.metricsUrl))).json());
  }

  /** The first line that needs a person and matches, once there is one. */
  function needs(what: RegExp) {
    return eventually(`${what} needs a person`, async () =>
      (await readState()).needsPerson.find((need) => what.test(need.what)),
    );
  }

  function needsNoMore(what: RegExp) {
    return eventually(`${what} needs nobody`, async () =>
      (await readState()).needsPerson.every((need) => !what.test(need.what)),
    );
  }

  function processOf(name: string) {
    const found = shop.processes().find((each) => each.name === name);
    if (!found) throw new Error(`the shop has no process ${name}`);
    return found;
  }

  const status = (...options: string[]) =>
    runStatus({ port: 1, data: shop.data, routers: new URL(shop.metricsUrl).origin }, ...options);

  return { shop, fullDisk, needs, needsNoMore, processOf, status };
}
