/** Composition: the schemas compose without a hint, and the committed supergraph is up to date. */
import { schemaFiles } from "../files.ts";
import { runNode } from "../run.ts";
import type { Findings } from "../step.ts";

export async function checkComposition(): Promise<Findings> {
  const { code, output } = await runNode(["router/src/compose/main.ts", "--check"]);
  if (code !== 0) return { looked: schemaFiles().length, unit: "schemas", faults: [output] };
  return { looked: Number(output.match(/^compose: (\d+) subgraphs/m)?.[1] ?? 0), unit: "subgraphs", faults: [] };
}
