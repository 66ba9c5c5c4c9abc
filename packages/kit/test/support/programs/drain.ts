/** A process that prints each step of its end. */
import { runProcess } from "../../../src/server/process.ts";

const say = (text: string) => void process.stdout.write(`${text}\n`);
// As a listener does, it keeps the process running.
setInterval(() => {}, 1_000);
await runProcess("test", async () => ({ drain: () => say("draining"), stop: async () => say("closing") }));
say("running");
