/** `npm run chaos -w @hansa/lab`: plays the run that the command line asks for. */
import { runCommand } from "@hansa/kit/command-line";
import { command } from "./options.ts";

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async ({ seed, minutes, keep }) => {
  // Only now, so that help and mistakes are answered at once.
  const { playChaos } = await import("./play.ts");
  return playChaos(seed ?? Math.floor(Math.random() * 1_000_000), minutes, keep);
});
