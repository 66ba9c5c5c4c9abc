/** `npm run worst`: searches for the most expensive request of a guest or a customer. Exit code 1 if a target is missed. */
import { runCommand } from "@hansa/kit/server/command-line";
import { command } from "./options.ts";

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async (options) => {
  const { run } = await import("./run.ts");
  return run(options);
});
