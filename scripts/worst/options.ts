/** Command line of `npm run worst`: the seed, the number of operations and the help text. */
import { parseArgs } from "node:util";

export type Options = {
  /** Decides every operation of the search: the same seed generates the same operations on the same schema. */
  seed: number;
  /** Operations of the search; the known attacks and the search for the planted bomb come on top. */
  operations: number;
};

export const help = `npm run worst [-- --seed N] [--operations N]

Searches for the most expensive request that a guest or a customer can send. Operations are generated over the
schema and executed on a shop of five real processes with 20,000 products, which is removed afterwards.

  --seed N         decides the operations (default: 1)
  --operations N   number of operations, from 200 (default: 5000, about ten minutes on two cores)

Targets: at most 250 ms event-loop block and 512 MB memory in any process, no crash, at least half of the operations
accepted, every field of the schema reached. Exit code 1 if a target is missed or the planted bomb is not found.
The last line is one JSON object.`;

/** A search of fewer operations cannot reach every field of the schema. */
const minOperations = 200;

/** Reads the arguments; undefined when help was asked for. Throws on anything that it does not know. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "1" },
      operations: { type: "string", default: "5000" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    seed: readWhole("--seed", values.seed, 0),
    operations: readWhole("--operations", values.operations, minOperations),
  };
}

function readWhole(name: string, text: string, min: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new Error(`${name} takes a whole number from ${min}; it is "${text}".`);
}
