/** `npm run bench -- --scale`: every page of the playground that reads, and lists, in a small shop and in one a hundred times as large. */
import { UsageError } from "@hansa/kit/server/command-line";
import { killAll, type Shop } from "../../../tools/host/processes/process.ts";
import { numberedSteps, say } from "../../../tools/host/terminal.mjs";
import type { Options } from "../options.ts";
import { prepareRequests } from "./clients.ts";
import { type Measured, measureOperation } from "./measurement.ts";
import { printScale } from "./report.ts";
import { operations, type ScaleOperation } from "./requests.ts";
import { openScaleShop, type ScaleShop, type SizeName } from "./shops.ts";

/** Measures all operations, or the chosen ones. Answers with the exit code. */
export async function run({ operations: chosen }: Options): Promise<number> {
  const measured = chosenOperations(chosen);
  const started: Shop[] = [];
  const opened: ScaleShop[] = [];
  const step = numberedSteps(3);
  const results: Measured[] = [];
  const open = async (name: SizeName) => void opened.push(await openScaleShop(name, started));
  try {
    await step("The small shop", () => open("small"));
    await step("The large shop, which takes minutes when it is made anew", () => open("large"));
    const [small, large] = opened;
    if (!small || !large) return 1;
    await step(`${measured.length} operations on both`, async () => {
      for (const operation of measured) {
        const side = async (scale: ScaleShop) => ({ scale, requests: await prepareRequests(scale, operation) });
        const result = await measureOperation(operation.name, { small: await side(small), large: await side(large) });
        say(`      ${operation.name}: p95 ${result.small.p95.toFixed(1)} and ${result.large.p95.toFixed(1)} ms`);
        results.push(result);
      }
    });
    return printScale(results);
  } finally {
    for (const shop of started) {
      shop.isStopping = true;
      killAll(shop);
    }
  }
}

/** The operations that have one of these names, with or without their label. */
function chosenOperations(chosen: readonly string[] | undefined): readonly ScaleOperation[] {
  if (!chosen) return operations;
  return chosen.flatMap((name) => {
    const found = operations.filter((each) => each.name === name || each.name.startsWith(`${name}:`));
    if (found.length === 0)
      throw new UsageError(
        `there is no operation "${name}"; there are ${operations.map((each) => each.name).join(", ")}`,
      );
    return found;
  });
}
