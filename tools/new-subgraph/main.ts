/** `npm run new:subgraph -- NAME`: adds a subgraph from the template (docs/contributors/new-subgraph.md). */
import { defineCommand, InvalidArgumentError, runCommand } from "@hansa/kit/command-line";

const command = defineCommand(
  "new:subgraph",
  "Creates a subgraph from the template and adds it to the list of services, without a registry (docs/contributors/new-subgraph.md).",
)
  .argument("<name>", "the name: lower-case letters and digits, such as wishlists")
  .option(
    "--extends <types>",
    "types of other subgraphs that it adds a field to, with commas: User,Product",
    readTypes,
  );

await runCommand(command, async ({ extends: extended }, name) => {
  const { createSubgraph } = await import("./run.ts");
  return createSubgraph(name, extended);
});

function readTypes(text: string): string[] {
  const types = text.split(",").map((type) => type.trim());
  const wrong = types.find((type) => !/^[A-Za-z]\w*$/.test(type));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is no name of a type.`);
  return types;
}
