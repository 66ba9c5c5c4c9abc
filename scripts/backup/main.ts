/** `npm run backup -- FOLDER`: exit code 0 if the backup is complete, 1 if there is none, 2 if its audit is not clean. */
import path from "node:path";
import { parseArgs } from "node:util";
import { keepFilesPrivate, readSettings } from "../shop.mjs";
import { say } from "../terminal.mjs";
import { takeBackup } from "./run.ts";

const {
  positionals: [folder, ...more],
} = parseArgs({ allowPositionals: true });
process.exitCode = await backup();

/** Answers with the exit code. */
async function backup(): Promise<number> {
  if (folder === undefined || more.length > 0) {
    say("Name one folder for the backup: npm run backup -- FOLDER");
    return 1;
  }
  keepFilesPrivate();
  const target = path.resolve(folder);
  try {
    const { audit } = await takeBackup(readSettings().data, target);
    say(`The backup is complete: ${target}. It holds neither keys nor settings: keep those apart (docs/backup.md).`);
    return audit === "clean" ? 0 : 2;
  } catch (error) {
    say(`There is no backup: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}
