/** Runs drizzle-kit for one store. After a rename it asks a question, which needs a terminal. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { CommandFailure } from "@hansa/kit/command-line";
import { root } from "../../cli/host/shop.mjs";
import { removeOlderSnapshots } from "./snapshots.ts";

const kit = path.join(root, "node_modules", "drizzle-kit", "bin.cjs");
/** The text by which drizzle-kit reports that it cannot ask. */
const cannotAsk = "Interactive prompts require a TTY terminal";

/**
 * Writes the migration of a store into this folder, whose parent has its configuration, and leaves one snapshot; answers with the exit code.
 * Throws if drizzle-kit has to ask and there is no terminal.
 */
export async function generateMigration(migrations: string, options: readonly string[]): Promise<number> {
  const folder = path.dirname(migrations);
  const child = spawn(process.execPath, [kit, "generate", ...options], {
    cwd: folder,
    stdio: ["inherit", "inherit", process.stdin.isTTY && process.stdout.isTTY ? "inherit" : "pipe"],
  });
  const [faults, [status]] = await Promise.all([child.stderr ? text(child.stderr) : "", once(child, "close")]);
  if (faults.includes(cannotAsk)) {
    const name = path.basename(folder);
    throw new CommandFailure(
      `${name}: a table or column was removed and another added, and only a person can say whether it was renamed. ` +
        "Run npm run db:generate in a terminal, or take one step at a time: add, generate, remove, generate.",
    );
  }
  process.stderr.write(faults);
  if (status === 0) removeOlderSnapshots(migrations);
  return typeof status === "number" ? status : 1;
}
