/**
 * A process that prints each step of its end. With the argument "again" it passes the first signal on to itself, as npm does; with "early" it is
 * told to stop during its start.
 */
import { setTimeout as pause } from "node:timers/promises";
import { runProcess } from "../../../src/service/process.ts";

const say = (text: string) => void process.stdout.write(`${text}\n`);
// As a listener does, it keeps the process running.
setInterval(() => {}, 1_000);
if (process.argv.includes("again")) {
  process.once("SIGTERM", () => {
    process.once("SIGTERM", () => say("again"));
    process.kill(process.pid, "SIGTERM");
  });
}
await runProcess("test", async () => {
  if (process.argv.includes("early")) {
    process.kill(process.pid, "SIGTERM");
    await pause(300);
  }
  say("started");
  return { drain: () => say("draining"), stop: async () => say("closing") };
});
say("running");
