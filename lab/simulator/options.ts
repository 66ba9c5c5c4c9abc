/** The command lines of the simulator: `npm run simulate -w @hansa/lab` and `npm run prove -w @hansa/lab`. */
import { Option, UsageError, wholeNumber } from "@hansa/kit/command-line";
import { defineExperiment } from "../harness/experiment.ts";
import type { Work } from "./workers/pool.ts";

/** So many histories apart lie the seeds of two runs. */
const apart = 1_000_003;

function defineHistories(name: string, about: string) {
  return defineExperiment(name, about)
    .option("--seed <number>", "the seed of the histories", wholeNumber(0), 1)
    .option("--histories <number>", "how many histories", wholeNumber(0), 1_000)
    .option("--orders <number>", "orders in each history", wholeNumber(0), 20)
    .option("--workers <number>", "processes that play side by side", wholeNumber(1), 2);
}

export const simulateCommand = defineHistories(
  "simulate",
  "Plays histories of the shop from seeds, with faults on the way, and checks the books at the end (docs/contributors/simulator.md).",
)
  .option("--replay <seed>", "plays only the history of this seed", wholeNumber(0))
  .option("--scene <title>", "with --replay: a scene instead of a history; an unknown title lists all")
  .option("--trace", "with --replay: prints everything that happens", false)
  .option("--crash <point>", 'with --replay: crashes there, such as "orders after:write:place-order"')
  .option("--nth <number>", "with --crash: at the so manyth time", wholeNumber(1), 1)
  .option("--replicas", "with --replay: two processes each of orders and payments", false);

export const proveCommand = defineHistories(
  "prove",
  "Plays every scene, a crash at each point that the scenes reach, and histories from seeds (docs/contributors/simulator.md).",
)
  .addOption(
    new Option(
      "--drawn [commit]",
      "half of the crashes, 60 histories and the seed, as the hash of the commit draws them",
    )
      .preset("HEAD")
      .conflicts(["seed", "histories"]),
  )
  .option("--at <text>", "only crashes at points with this text, such as place-order", "")
  .option("--report <file>", "write the numbers of passed and failed as JSON");

type Given = ReturnType<typeof simulateCommand.opts>;

/** The only history or scene to play, with `--replay`; undefined without it. Throws a UsageError where options do not belong together. */
export function replayOf({ replay, orders, scene, crash, nth, trace, replicas }: Given): Work | undefined {
  if (replay === undefined && (scene !== undefined || crash !== undefined || trace || replicas))
    throw new UsageError("--scene, --crash, --replicas and --trace go with --replay.");
  if (replay === undefined) return undefined;
  const play = scene === undefined ? { orders } : { scene };
  const death = crash === undefined ? undefined : { where: crash, nth };
  return { seed: replay, play, replicas, ...(death && { death }) };
}

/** The `count` histories of one run. */
export function historiesOf(seed: number, count: number, orders: number): Work[] {
  return Array.from({ length: count }, (_, index) => ({ seed: (seed * apart + index) >>> 0, play: { orders } }));
}
