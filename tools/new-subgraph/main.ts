/** `npm run new:subgraph -- NAME`: adds a subgraph from the template, or removes it again (docs/new-subgraph.md). */
import { defineCommand, runCommand } from "@hansa/kit/server/command-line";

const command = defineCommand(
  "new:subgraph",
  "Creates a subgraph from the template and registers it everywhere, without a registry (docs/new-subgraph.md).",
)
  .argument("<name>", "the name: lower-case letters and digits, such as wishlists")
  .option("--remove", "removes the subgraph and its entries instead", false)
  .option("--force", "with --remove: also if files were changed and not committed", false);

await runCommand(command, async ({ remove, force }, name) => {
  const { createSubgraph, removeSubgraph } = await import("./run.ts");
  return remove ? removeSubgraph(name, force) : createSubgraph(name);
});
