/** Repeatable writes: acts that wait for the end of a write, and the trial that runs each write twice. */
import { expect, onTestFinished, test } from "vitest";
import { raiseAlarm } from "../../src/runtime/alarms.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { afterCommit, afterWrite, outsideStore } from "../../src/runtime/store-work.ts";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import type { Tx } from "../../src/store/store.ts";
import type { StoreTrial } from "../../testing/stores/trial.ts";
import { addTin, gate, namesOf, openTins, openUnder, storeFile, unsortedNamesOf } from "../support/tins.ts";

const ways: StoreTrial["writes"][] = ["once", "twice"];

test.each(ways)(
  "an act that waits for a commit runs once, after it and before the caller continues (writes run %s)",
  async (writes) => {
    const file = storeFile();
    const store = await openUnder({ writes }, systemRuntime, file);
    const other = new Database(file, { readonly: true });
    onTestFinished(() => void other.close());
    const committed = () => other.prepare("SELECT name FROM tins").pluck().all();
    const acts: unknown[] = [];
    await store.write("add", async (tx) => {
      afterCommit(() => acts.push(committed()));
      await addTin(tx, "peas");
      acts.push("added");
    });
    expect(acts.at(-1)).toEqual(["peas"]);
    expect(acts.filter((act) => act !== "added")).toHaveLength(1);
  },
);

test.each(ways)("acts of a write that fails never run (writes run %s)", async (writes) => {
  const store = await openUnder({ writes });
  const acts: string[] = [];
  const failing = store.write("add", async () => {
    afterCommit(() => acts.push("commit"));
    afterWrite(() => acts.push("end"));
    throw new Error("rotten");
  });
  await expect(failing).rejects.toThrow("rotten");
  expect(acts).toEqual([]);
});

test.each(ways)("after a refused write, only acts that wait for any end of it run (writes run %s)", async (writes) => {
  const store = await openUnder({ writes });
  const acts: string[] = [];
  const add = async (tx: Tx) => {
    afterCommit(() => acts.push("commit"));
    afterWrite(() => acts.push("end"));
    await addTin(tx, "peas");
    return "refused";
  };
  expect(await store.write("add", add, (result) => result === "refused")).toBe("refused");
  expect(acts).toEqual(["end"]);
});

test("outside of a write, and within a read, an act runs at once", async () => {
  const store = await openTins();
  const acts: string[] = [];
  afterCommit(() => acts.push("outside"));
  await store.read(async () => {
    afterWrite(() => acts.push("in a read"));
    expect(acts).toEqual(["outside", "in a read"]);
  });
});

test.each(["commits", "fails"])(
  "an act of work that outlives its write runs at once, whether the write %s",
  async (end) => {
    const store = await openUnder({ writes: "once" });
    const isOver = gate();
    const acts: string[] = [];
    let later = Promise.resolve();
    const write = store.write("add", async () => {
      later = isOver.opened.then(() => afterCommit(() => acts.push("late")));
      if (end === "fails") throw new Error("rotten");
    });
    await write.catch(() => undefined);
    isOver.open();
    await later;
    expect(acts).toEqual(["late"]);
  },
);

test("a fault of the process is reported at once, also from within a write that then fails", async () => {
  const store = await openUnder({ writes: "once" });
  const acts: string[] = [];
  const failing = store.write("add", async () => {
    outsideStore(() => afterCommit(() => acts.push("reported")));
    throw new Error("rotten");
  });
  await expect(failing).rejects.toThrow("rotten");
  expect(acts).toEqual(["reported"]);
});

test("an act that fails is an unhandled rejection: the write stands, and the other acts run", async () => {
  const store = await openTins();
  const ofVitest = process.listeners("unhandledRejection");
  const unhandled: unknown[] = [];
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (reason) => void unhandled.push(reason));
  onTestFinished(() => {
    process.removeAllListeners("unhandledRejection");
    for (const listener of ofVitest) process.on("unhandledRejection", listener);
  });
  const acts: string[] = [];
  await store.write("add", async (tx) => {
    afterCommit(() => {
      throw new Error("no log");
    });
    afterCommit(() => acts.push("second"));
    await addTin(tx, "peas");
  });
  await systemRuntime.yieldToEventLoop();
  expect(unhandled.map(String)).toEqual(["Error: no log"]);
  expect(acts).toEqual(["second"]);
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("an alarm of a write is raised once after its commit, and not if the write is rolled back", async () => {
  const lines: string[] = [];
  const log = createLog("shelf", "fatal", { lines: { write: (line) => void lines.push(line) } });
  const metrics = createMetrics();
  const store = await openUnder({ writes: "twice" });
  const spoil = (name: string) =>
    store.write("spoil", async (tx) => {
      raiseAlarm({ log, metrics }, { name: "store_damaged", subject: name }, {}, `shelf: ${name} spoiled`);
      await addTin(tx, name);
      if (name === "beans") throw new Error("thrown away");
    });
  await spoil("peas");
  await expect(spoil("beans")).rejects.toThrow("thrown away");
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["shelf: peas spoiled"]);
  expect(metrics.takeAlarms()).toEqual([{ name: "store_damaged", subject: "peas", count: 1 }]);
});

test("a write that runs twice stores its rows once, and counts its statements once", async () => {
  const metrics = createMetrics();
  const store = await openUnder({ writes: "twice" }, systemRuntime, storeFile(), metrics);
  metrics.registry.resetMetrics();
  const names = ["peas", "beans", "corn"];
  await Promise.all(names.map((name) => store.write("add", (tx) => addTin(tx, name))));
  expect(await metrics.registry.getSingleMetricAsString("hansa_sql_statements_total")).toContain(" 3");
  expect(await store.read(namesOf)).toEqual(names);
});

test("a write that is not repeatable shows when it runs twice", async () => {
  const store = await openUnder({ writes: "twice" });
  const added: string[] = [];
  const count = await store.write("add", async (tx) => {
    added.push("peas");
    await addTin(tx, `peas ${added.length}`);
    return added.length;
  });
  expect(count).toBe(2);
  expect(await store.read(namesOf)).toEqual(["peas 2"]);
});

test("the outcome of a write that runs twice is that of its second run", async () => {
  const store = await openUnder({ writes: "twice" });
  let runs = 0;
  await store.write("add", async (tx) => {
    runs += 1;
    await addTin(tx, "peas");
    // As where a store loses its lock in the middle.
    if (runs === 1) throw new Error("lock lost");
  });
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("a store in reverse order turns the rows of an unsorted statement round, and leaves sorted ones", async () => {
  const natural = await openUnder({ order: "natural" });
  const reverse = await openUnder({ order: "reverse" });
  for (const store of [natural, reverse])
    for (const name of ["peas", "beans"]) await store.write("add", (tx) => addTin(tx, name));
  const unsorted = (store: typeof natural) => store.read(unsortedNamesOf);
  expect([await unsorted(natural), await unsorted(reverse)]).toEqual([
    ["peas", "beans"],
    ["beans", "peas"],
  ]);
  expect(await reverse.read(namesOf)).toEqual(["peas", "beans"]);
});
