/**
 * `node .ci/retry.mjs REPORTS PART`: prints the file of a part that runs again, alone: the only one that failed, where no file of an earlier part did.
 * Without such a file it exits with 1.
 */
import { readdirSync } from "node:fs";
import { drawnPathOf, onlyFailedFile, readPart } from "./reports.mjs";

const [folder = ".", name = ""] = process.argv.slice(2);
const part = readPart(folder, name);
const failed = onlyFailedFile(part);
const file = failed && drawnPathOf(part, failed);
const isSecond = readdirSync(folder).some((entry) => entry.includes(".again-"));
// With seeds of their own, properties pass when they run again.
if (file === undefined || isSecond || process.env.HANSA_PROPERTY_SEED === "random") process.exitCode = 1;
else process.stdout.write(`${file}\n`);
