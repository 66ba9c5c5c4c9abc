/** The loss of a database server under purchases: a standby takes its place, and the stores are audited. */
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { type PostgresServer, startPostgres } from "@hansa/kit/testing";
import { auditStores } from "../../cli/audit/audit.ts";
import { faultLines, table } from "../../cli/audit/report.ts";
import { buildProcesses, builtProgram } from "../../cli/host/build/bundle.ts";
import { readHostConfig } from "../../cli/host/shop.mjs";
import { paint, say } from "../../cli/host/terminal.mjs";
import { defaultCrowd } from "../chaos/load/load.ts";
import { moveToFolder } from "../chaos/outcome/stores.ts";
import { openDatabases, type ShopDatabases } from "../chaos/processes/databases.ts";
import { allReplicas, firstOf, names, sourcesOf } from "../chaos/processes/names.ts";
import { run, type Script } from "../chaos/run.ts";
import { askServer } from "../harness/databases.ts";
import { inFolder, type Outcome } from "../harness/experiment.ts";

export type FailoverOptions = { seed: number; asynchronous: boolean; keep: boolean };

/** Orders before the loss, and after it. */
const ordersBefore = 60;
const ordersAfter = 60;
const longestStandstillMs = 30_000;
const maxDrainMs = 60_000;
/** How many orders an asynchronous standby is behind: they are lost. */
const ordersBehind = 10;
const standbyName = "standby";
/** The invariants between the shop and the provider. */
const ofProvider = new Set(["I3", "I4"]);
/** Everybody buys to the end with a card that works: what is lost is then the server's doing. */
const crowd = { ...defaultCrowd, tokens: { tok_ok: 1 }, leavers: { never: 1, cart: 0, checkout: 0, payment: 0 } };

/** Plays it once. What it leaves is kept if a promise was broken, or with `keep`. */
export function playFailover({ seed, asynchronous, keep }: FailoverOptions): Promise<Outcome> {
  return inFolder("failover", async (folder, keepFolder) => {
    say(
      `The loss of a database server with ${asynchronous ? "an asynchronous" : "a synchronous"} standby, in ${folder}`,
    );
    keepFolder();
    const build = path.join(folder, "build");
    await buildProcesses(build, sourcesOf(names));
    const databases = await openDatabases(seed, "-c wal_level=replica -c max_wal_senders=5 -c wal_keep_size=256MB");
    const standby = await startStandby(databases.server(), asynchronous);
    const standstill: { ms?: number } = {};
    const ran = await run({
      ...{ seed, folder, crowd, databases, say },
      plan: [],
      lengthMs: 0,
      ordersPerSecond: 0,
      port: readHostConfig().port,
      programOf: (name) => builtProgram(build, firstOf(name)),
      longestDrainMs: maxDrainMs,
      isObserved: false,
      replicas: allReplicas,
      script: losePrimary(databases, standby, { asynchronous, standstill }),
    });
    const data = await moveToFolder(ran, path.join(folder, "moved"));
    await databases.close();
    const { books, journal } = ran;
    // The clients and the provider know of what an asynchronous standby has not.
    const audit = auditStores({ data, books, drained: true, journal: asynchronous ? undefined : journal });
    const broken = audit.verdicts.filter(
      ({ id, verdict }) => verdict === "broken" && !(asynchronous && ofProvider.has(id)),
    );
    const { ms = Number.POSITIVE_INFINITY } = standstill;
    const faults = [
      ...ran.shop.died,
      ...(ms <= longestStandstillMs ? [] : [`no purchase within ${longestStandstillMs / 1_000} s`]),
      ...(ran.drainMs === null && !asynchronous ? [`not at rest: ${JSON.stringify(ran.open)}`] : []),
      ...(audit.orders > 0 ? [] : ["the audit has seen no order"]),
      ...(asynchronous && audit.orders >= ran.counters.placed ? ["no order was lost: the run proves nothing"] : []),
    ];
    for (const line of [...broken.flatMap(faultLines), ...table(audit, true)]) say(line);
    for (const fault of faults) say(paint("red", `fault: ${fault}`));
    const isMet = broken.length === 0 && faults.length === 0;
    if (isMet && !keep) keepFolder(false);
    const line = { failover: isMet ? "green" : "red", asynchronous, placed: ran.counters.placed, orders: audit.orders };
    return { isMet, line: { ...line, soldAgainMs: Math.round(ms), errors: ran.counters.errors } };
  });
}

async function startStandby(primary: PostgresServer, asynchronous: boolean): Promise<PostgresServer> {
  const standby = await startPostgres({
    programs: primary.programs,
    primary: { port: primary.port, name: standbyName },
  });
  if (!asynchronous) {
    await askServer(primary, `ALTER SYSTEM SET synchronous_standby_names = '${standbyName}'`);
    await askServer(primary, "SELECT pg_reload_conf()");
  }
  const states = asynchronous ? "async" : "sync";
  await eventually("the standby follows", async () => {
    const state = await askServer(primary, "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'");
    return state.trim() === states || undefined;
  });
  return standby;
}

type Loss = { asynchronous: boolean; standstill: { ms?: number } };

/** Ends the primary once enough was sold, deletes its data, promotes the standby, and waits until enough was sold there. */
function losePrimary(databases: ShopDatabases, standby: PostgresServer, { asynchronous, standstill }: Loss): Script {
  return async ({ load: { counters } }) => {
    const untilPlaced = (count: number) =>
      eventually(`${count} orders`, async () => counters.placed >= count || undefined, 20);
    const primary = databases.server();
    await untilPlaced(ordersBefore);
    if (asynchronous) {
      await primary.execute(
        `kill -STOP $("$programs/psql" -h 127.0.0.1 -p $port -U postgres -qAtc "SELECT pid FROM pg_stat_replication")`,
      );
      await untilPlaced(counters.placed + ordersBehind);
    }
    const lostAt = performance.now();
    // The children first: without their parent they would end by themselves, and the last of them might still answer.
    await primary.execute(
      `parent=$(head -n 1 data/postmaster.pid); kill -STOP $parent; pkill -KILL -P $parent; kill -KILL $parent; rm -rf data`,
    );
    const placed = counters.placed;
    await standby.execute(`"$programs/pg_ctl" promote -D data -w >promoted 2>&1`);
    // Nobody waits for a standby that is not there.
    await askServer(standby, "ALTER SYSTEM RESET synchronous_standby_names");
    await askServer(standby, "SELECT pg_reload_conf()");
    databases.lead(standby);
    say(
      `The primary is lost after ${placed} orders; the standby has taken its place after ${Math.round(performance.now() - lostAt)} ms.`,
    );
    await untilPlaced(placed + 1);
    standstill.ms = performance.now() - lostAt;
    await untilPlaced(placed + ordersAfter);
    return [];
  };
}
