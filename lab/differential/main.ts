/** `npm run differential -w @hansa/lab`: compares gateways with a monolith. Exit code 1 if the gateway under test is wrong. */
import { runCommand } from "@hansa/kit/command-line";
import { command } from "./options.ts";

await runCommand(command, async (options) => {
  const { run } = await import("./run.ts");
  return run(options);
});
