/** `npm run restore -- FOLDER`: exit code 0 if the shop is restored and may start, 1 if it is not. */
import path from "node:path";
import { parseArgs } from "node:util";
import { keepFilesPrivate, readSettings } from "../shop.mjs";
import { say } from "../terminal.mjs";
import { restoreBackup } from "./run.ts";

const {
  positionals: [folder, ...more],
} = parseArgs({ allowPositionals: true });
process.exitCode = await restore();

/** Answers with the exit code. */
async function restore(): Promise<number> {
  if (folder === undefined || more.length > 0) {
    say("Name the folder of a backup: npm run restore -- FOLDER");
    return 1;
  }
  keepFilesPrivate();
  const { data } = readSettings();
  try {
    await restoreBackup(path.resolve(folder), data, { HANSA_LOG_LEVEL: "error", ...process.env });
    say(`The shop is restored in ${data}. docs/backup.md says what to do before it opens.`);
    return 0;
  } catch (error) {
    say(`Nothing was restored: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}
