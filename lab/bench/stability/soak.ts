/** `npm run bench -- --soak`: memory of our router and its services under a steady mix of requests, minute by minute. */
import { setTimeout as pause } from "node:timers/promises";
import { numberedSteps, paint, say } from "../../../tools/host/terminal.mjs";
import { setOf } from "../measurement/cell.ts";
import { readMemoryMb } from "../measurement/processes.ts";
import type { OperationName } from "../operations/operation.ts";
import type { Options } from "../options.ts";
import { writeResults } from "../report/files.ts";
import { markdownOf } from "../report/table.ts";
import { type OwnShop, withOwnShop } from "./own-shop.ts";
import { type Growth, growthOf, type MemorySample, maxGrowth, memoryOfMinute } from "./verdicts.ts";

/** Sessions per second of each operation: a quarter of a core or so, since a machine that falls behind measures its backlog. */
const rates: Partial<Record<OperationName, number>> = { account: 50, product: 50, purchase: 3 };
const operations: readonly OperationName[] = ["account", "product", "purchase"];
const minuteSeconds = 60;
const sampleSeconds = 5;

type Minute = { completed: number; faults: number; firstFault: string | null; memory: MemorySample };

/** Runs the soak; answers with the exit code: 1 if a process grows by more than a tenth, or an answer is wrong. */
export async function runSoak({ minutes: count = 10 }: Options): Promise<number> {
  const minutes: Minute[] = [];
  await withOwnShop(operations, true, async (shop) => {
    await numberedSteps(1)(`${count} minutes of requests`, async () => {
      for (let number = 1; number <= count; number += 1) {
        const minute = await soakOneMinute(shop);
        minutes.push(minute);
        say(`      minute ${number} of ${count}: ${minute.completed} sessions, ${minute.memory.total?.toFixed(0)} MB`);
      }
    });
  });
  return report(minutes);
}

/** Sends the mix for a minute, and reads the memory of every process meanwhile. */
async function soakOneMinute({ plane, load, slots, pids }: OwnShop): Promise<Minute> {
  const ended = Promise.all(
    slots.map((slot) =>
      load.run(setOf(plane, slot), minuteSeconds, { kind: "open", rate: rates[slot.operation] ?? 1 }),
    ),
  );
  const samples: MemorySample[] = [];
  for (let second = 0; second < minuteSeconds; second += sampleSeconds) {
    await pause(sampleSeconds * 1_000);
    samples.push(Object.fromEntries([...pids].map(([name, pid]) => [name, readMemoryMb(pid)])));
  }
  const results = await ended;
  return {
    completed: results.reduce((sum, { completed }) => sum + completed, 0),
    faults: results.reduce((sum, { faults }) => sum + faults, 0),
    firstFault: results.find(({ firstFault }) => firstFault !== null)?.firstFault ?? null,
    memory: memoryOfMinute(samples),
  };
}

function report(minutes: readonly Minute[]): number {
  const growths = growthOf(minutes.map(({ memory }) => memory));
  const faults = minutes.reduce((sum, minute) => sum + minute.faults, 0);
  const firstFault = minutes.find((minute) => minute.firstFault !== null)?.firstFault ?? null;
  const steady = growths.every(({ isSteady }) => isSteady);
  const names = growths.map(({ process }) => process);
  const text = [
    markdownOf(
      ["minute", "sessions", ...names.map((name) => `${name} MB`)],
      minutes.map(({ completed, memory }, index) => [
        String(index + 1),
        String(completed),
        ...names.map((name) => memory[name]?.toFixed(0) ?? ""),
      ]),
    ),
    "",
    markdownOf(["process", "second minute MB", "last minute MB", "ratio"], growths.map(lineOf)),
  ].join("\n");
  say(text);
  if (firstFault !== null) say(paint("red", `${faults} wrong answers, the first: ${firstFault}`));
  if (!steady)
    say(
      paint(
        "red",
        `Memory grew to more than ${maxGrowth} × that of the second minute, or a process could not be read.`,
      ),
    );
  writeResults("soak", text, { growths, minutes });
  const ratios = Object.fromEntries(growths.map(({ process, ratio }) => [process, Math.round(ratio * 1_000) / 1_000]));
  say(JSON.stringify({ bench: "soak", minutes: minutes.length, steady, ratios, faults, firstFault }));
  return steady && faults === 0 ? 0 : 1;
}

function lineOf({ process, second, last, ratio }: Growth): string[] {
  return [process, second.toFixed(0), last.toFixed(0), ratio.toFixed(2)];
}
