/** Events between two databases, while their processes and connections are killed: each is applied once, in its order. */
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { seededRandom } from "../../testing/manual-runtime.ts";
import { spawnOwned } from "../../testing/processes/owned-process.ts";
import { newSchema, openSuperuser, openTinsIn } from "../support/pg/tins.ts";
import { namesOf } from "../support/shelf.ts";

const wanted = 100_000;
const eventsOfWrite = 25;
const betweenKillsMs = 700;
const random = seededRandom(1);

/** Runs a program again each time that it ends. `hear` gets the lines that it prints. */
function keepRunning(name: string, argumentsOf: (run: number) => string[], hear: (line: string) => void) {
  const program = fileURLToPath(new URL(`../support/programs/${name}.ts`, import.meta.url));
  let child: ChildProcess;
  let isWanted = true;
  const start = (run: number) => {
    const started = spawnOwned(process.execPath, [program, ...argumentsOf(run)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (started.stdout) createInterface(started.stdout).on("line", hear);
    started.once("close", () => {
      if (isWanted) start(run + 1);
    });
    child = started;
  };
  start(1);
  const stop = () => {
    isWanted = false;
    child.kill("SIGKILL");
  };
  onTestFinished(stop);
  return { kill: () => child.kill("SIGKILL"), stop };
}

test("of 100,000 events none is lost, applied twice or out of order, while processes and connections are killed", async (context) => {
  const [from, to] = [await newSchema(context), await newSchema(context)];
  const [source, target] = [await openTinsIn(from), await openTinsIn(to)];
  const acknowledged = new Set<string>();
  const publishers = ["a", "b"].map((name) =>
    keepRunning(
      "publisher",
      (run) => [JSON.stringify(from), `${name}${run}`, String(eventsOfWrite)],
      (write) => acknowledged.add(write),
    ),
  );
  const consumers = [1, 2].map(() =>
    keepRunning(
      "consumer",
      () => [JSON.stringify(from), JSON.stringify(to)],
      () => {},
    ),
  );
  const superuser = await openSuperuser(from);
  const ended = { processes: 0, connections: 0 };
  for (let turn = 0; acknowledged.size * eventsOfWrite < wanted; turn += 1) {
    // On a busy machine a process that was started again has not come far by then.
    const before = acknowledged.size;
    do await systemRuntime.sleep(betweenKillsMs);
    while (acknowledged.size === before);
    if (turn % 2 === 0) {
      const processes = [...publishers, ...consumers];
      if (processes[Math.floor(random() * processes.length)]?.kill()) ended.processes += 1;
    } else {
      const { rowCount } = await superuser.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'hansa' AND datname = current_database() ORDER BY random() LIMIT 2`);
      ended.connections += rowCount ?? 0;
    }
  }
  for (const publisher of publishers) publisher.stop();
  expect(ended.processes).toBeGreaterThan(10);
  expect(ended.connections).toBeGreaterThan(10);

  const publishedIn = async () => {
    const rows = await source.read((db) =>
      db
        .select({ name: sql<string>`payload::jsonb ->> 'name'` })
        .from(sql`(SELECT payload FROM outbox ORDER BY seq) AS one`),
    );
    return rows.map(({ name }) => name);
  };
  const published = await publishedIn();
  await expect
    .poll(async () => (await target.read(namesOf)).length, { interval: 1_000 })
    .toBeGreaterThanOrEqual(published.length);
  const applied = await target.read(namesOf);
  // Lists of so many names are not printed.
  expect(applied.length).toBe(published.length);
  expect(applied.findIndex((name, index) => name !== published[index])).toBe(-1);
  expect(new Set(applied).size).toBe(applied.length);
  const complete = new Map<string, number>();
  for (const name of applied) {
    const write = name.slice(0, name.indexOf("/"));
    complete.set(write, (complete.get(write) ?? 0) + 1);
  }
  expect([...complete].filter(([, count]) => count !== eventsOfWrite)).toEqual([]);
  expect([...acknowledged].filter((write) => !complete.has(write))).toEqual([]);
  process.stdout.write(
    `${published.length} events, ${ended.processes} processes and ${ended.connections} connections killed\n`,
  );
});
