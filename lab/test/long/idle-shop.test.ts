/** An idle shop on PostgreSQL: its statements are counted by the server, and related to the renewals of leases, so that a busy machine changes nothing. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { serviceNames } from "@hansa/contracts/processes";
import { expect, onTestFinished, test } from "vitest";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { seedShop } from "../../../cli/host/seed.ts";
import { shopProcesses } from "../../../cli/host/shop.mjs";
import { startProductionShop } from "../../../cli/testing/production-shop.ts";
import { askServer, createDatabase, moveToServer, startServer } from "../../harness/databases.ts";

const mostPerSecond = 15;
/** Each leader renews its lease so often. */
const renewalsPerSecond = serviceNames.length / 1.3;
/** In a minute the pauses of all jobs have become their longest. */
const quiet = 60 * renewalsPerSecond;

const sums =
  "SELECT coalesce(sum(calls) FILTER (WHERE query LIKE '%\"leases\"%'), 0), sum(calls) FROM pg_stat_statements";

test("an idle shop of one process of each service sends fewer than 15 statements a second", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-idle-"));
  const server = await startServer("-c shared_preload_libraries=pg_stat_statements");
  onTestFinished(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  await askServer(server, "CREATE EXTENSION pg_stat_statements");
  const source = path.join(folder, "seeded");
  seedShop(source, { orders: 12 });
  const moveData = async (data: string) => ({
    ...(await moveToServer(server, data, ownEnvironment())),
    ...(await createDatabase(server, "router")),
  });
  const shop = await startProductionShop({ source, folder, programs: shopProcesses, moveData });
  onTestFinished(shop.stop);
  /** Counts anew; resolves once there were so many renewals, with all statements of the shop for each. */
  const statementsPerRenewal = async (least: number) => {
    await askServer(server, "SELECT pg_stat_statements_reset()");
    return eventually(`${least} renewals`, async () => {
      const [renewals = 0, all = 0] = (await askServer(server, `${sums} WHERE dbid <> ${own}`)).split("|").map(Number);
      return renewals >= least ? all / renewals : undefined;
    });
  };
  await statementsPerRenewal(quiet);
  expect(await statementsPerRenewal(quiet)).toBeLessThan(mostPerSecond / renewalsPerSecond);
});

/** The statements of this test are in a database without a store. */
const own = "(SELECT oid FROM pg_database WHERE datname = current_database())";
