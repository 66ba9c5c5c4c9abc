/** `npm run bench`: measures our router beside its peers. Exit code 1 if a gate fails or the machine is too noisy for a result. */
import { runCommand, UsageError } from "@hansa/kit/server/command-line";
import { command } from "./options.ts";

await runCommand(command, async (options) => {
  if (options.minutes !== undefined && !options.soak) throw new UsageError("--minutes is for --soak");
  if (options.sweep) return (await import("./stability/sweep.ts")).runSweep(options);
  if (options.soak) return (await import("./stability/soak.ts")).runSoak(options);
  const { run } = options.scale ? await import("./scale/run.ts") : await import("./run.ts");
  return run(options);
});
