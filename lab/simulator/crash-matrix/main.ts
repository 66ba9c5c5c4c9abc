/** `npm run prove -w @hansa/lab`: runs the crash matrix and the histories that the command line asks for. */
import { runCommand } from "@hansa/kit/command-line";
import { proveCommand } from "../options.ts";

await runCommand(proveCommand, async (options) => {
  const { prove } = await import("./run.ts");
  return prove(options);
});
