/** `npm run prove`: plays the proof that the command line asks for. */
import { runCommand } from "@hansa/kit/server/command-line";
import { proveCommand } from "./options.ts";

await runCommand(proveCommand, async (options) => {
  const { prove } = await import("./proof.ts");
  return prove(options);
});
