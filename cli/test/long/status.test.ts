/** The state of a shop in production with two processes of each service, and of one in one process. */
import { processNames } from "@hansa/contracts/processes";
import { expect, test } from "vitest";
import type { ShopState } from "../../../router/src/control/status/shop-state.ts";
import { wholeShop } from "../../host/shop.mjs";
import { withProduction } from "../support/production-status.ts";
import { readStatus } from "../support/status-command.ts";

const instances = 2;

const whatOf = ({ needsPerson }: ShopState) => needsPerson.map(({ what }) => what);

test("each instance is listed, and one that pauses is out, also if it is the router that is asked first", async () => {
  await withProduction({ instances }, async ({ shop, folder, read, readState }) => {
    const state = await readState();
    const names = state.processes.map(({ name, report }) => [name, report?.isReady]);
    expect(names.sort()).toEqual(processNames.flatMap((name) => Array(instances).fill([name, true])).sort());
    expect(new Set(state.processes.map(({ address }) => address)).size).toBe(names.length);
    const paused = shop.processes().find(({ name, instance }) => name === "payments" && instance === 2);
    paused?.child.kill("SIGSTOP");
    expect(whatOf(await read())).toContainEqual(expect.stringMatching(/^payments at \S+ does not answer$/));

    const routers = state.processes.filter(({ name }) => name === "router").map(({ address }) => address);
    const first = shop.processes().find(({ name }) => name === "router");
    first?.child.kill("SIGSTOP");
    // Nothing answers at the ports of this base.
    const ofOther = await readStatus({ port: 1, data: folder, routers: routers.map((at) => `http://${at}`).join() });
    expect(whatOf(ofOther)).toContainEqual(expect.stringMatching(/^router at \S+ does not answer$/));
  });
});

test("a shop in production in one process lists each service of it, all ready", async () => {
  await withProduction({ programs: [wholeShop] }, async ({ readState }) => {
    const state = await readState();
    expect(state.processes.map(({ name, report }) => [name, report?.isReady]).sort()).toEqual(
      processNames.map((name) => [name, true]).sort(),
    );
    expect(whatOf(state)).toContain("router: last backup: none");
  });
});
