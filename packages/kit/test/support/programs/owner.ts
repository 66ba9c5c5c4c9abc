/** Starts a program that runs on for ever, and prints its process id. */
import { startOwned } from "../../../testing/processes/owned-process.ts";

const endless = "console.log(process.pid); setInterval(() => {}, 1_000);";
const [how = ""] = process.argv.slice(2);
const program =
  how === "shell"
    ? startOwned("sh", ["-c", `node -e '' && node -e '${endless}'; true`])
    : startOwned(process.execPath, ["-e", endless]);
await program.printed(/^\d+\n/);
console.log(program.output());
