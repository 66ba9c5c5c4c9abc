/** The command line of the simulator. */
import { parseArgs } from "node:util";

export type Options = {
  /** The seeds of the histories, in order. */
  seeds: readonly number[];
  orders: number;
  workers: number;
  /** Everything that happens is printed. */
  trace: boolean;
  /** Where a service dies in the one history that is played again. */
  death: { where: string; nth: number } | undefined;
};

const usage = `npm run simulate -- [--seed 1] [--histories 1000] [--orders 20] [--workers 2]
npm run simulate -- --replay <seed of one history> [--orders 20] [--trace] [--crash "orders after:write:place-order" --nth 1]`;

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
      crash: { type: "string" },
      nth: { type: "string", default: "1" },
    },
  });
  const orders = whole(values.orders);
  const death = values.crash === undefined ? undefined : { where: values.crash, nth: whole(values.nth) };
  if (values.replay !== undefined)
    return { seeds: [whole(values.replay)], orders, workers: 1, trace: values.trace, death };
  return {
    seeds: seedsOf(whole(values.seed), whole(values.histories)),
    orders,
    workers: Math.max(1, whole(values.workers)),
    trace: false,
    death: undefined,
  };
}

/** The seeds of `count` histories of one run. */
function seedsOf(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (seed * apart + index) >>> 0);
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`"${text}" is no whole number.\n${usage}`);
  return number;
}
