/** The command line of the simulator. */
import { parseArgs } from "node:util";
import type { Work } from "./crew.ts";

export type Options = {
  /** The histories, in order; or one scene. */
  works: readonly Work[];
  workers: number;
  /** The first is played in this process; `trace`: everything that happens is printed. */
  replay: { trace: boolean } | undefined;
};

const usage = `npm run simulate -- [--seed 1] [--histories 1000] [--orders 20] [--workers 2]
npm run simulate -- --replay <seed of one history> [--orders 20 | --scene <its title>] [--trace] [--crash "orders after:write:place-order" --nth 1]`;

/** So many histories apart lie the seeds of two runs. */
const apart = 1_000_003;

/** Reads the command line. Throws with the usage if it is not understood. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "1" },
      histories: { type: "string", default: "1000" },
      orders: { type: "string", default: "20" },
      workers: { type: "string", default: "2" },
      replay: { type: "string" },
      trace: { type: "boolean", default: false },
      scene: { type: "string" },
      crash: { type: "string" },
      nth: { type: "string", default: "1" },
    },
  });
  const orders = whole(values.orders);
  const { scene, crash, replay, trace } = values;
  if (replay !== undefined) {
    const play = scene === undefined ? { orders } : { scene };
    const death = crash === undefined ? {} : { death: { where: crash, nth: whole(values.nth) } };
    return { works: [{ seed: whole(replay), play, ...death }], workers: 1, replay: { trace } };
  }
  const workers = Math.max(1, whole(values.workers));
  return { works: historiesOf(whole(values.seed), whole(values.histories), orders), workers, replay: undefined };
}

/** The `count` histories of one run. */
export function historiesOf(seed: number, count: number, orders: number): Work[] {
  return Array.from({ length: count }, (_, index) => ({ seed: (seed * apart + index) >>> 0, play: { orders } }));
}

export function whole(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`"${text}" is no whole number.\n${usage}`);
  return number;
}
