/** `npm run bench`: measures our router beside its peers. Exit code 1 if a gate fails or the machine is too noisy for a result. */
import { runCommand } from "@hansa/kit/command-line";
import { command } from "./options.ts";

await runCommand(command, async (options) => {
  const { run } = await import("./run.ts");
  return run(options);
});
