/** The number of the format of a data folder: it says which files are where. Each folder of a process has it, as it may be a volume of its own. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The format of this version, which backups have as well. It rises with a version that keeps files where this one does not look for them.
 * 1: all files in the data folder itself, until November 2026. 2: one folder per process.
 */
export const dataFormat = 2;

/** The file with the number. No version may move it. */
export const formatFile = "format";

/** Throws if this folder of a process is of a newer format than this version knows. @param {string} folder */
export function requireKnownFormat(folder) {
  const found = readFormat(folder);
  if (found !== undefined && !(found <= dataFormat))
    throw new Error(
      `${folder} has data of format ${found}, and this version of Hansa knows ${dataFormat}. Run the newer version again, or restore a backup into an empty folder (docs/owners/upgrades.md#format-of-the-data-folder).`,
    );
}

/** Gives a folder of a process the number of this version, if it has none. @param {string} folder */
export function writeFormat(folder) {
  if (readFormat(folder) === undefined) writeFileSync(join(folder, formatFile), `${dataFormat}\n`, { mode: 0o600 });
}

/**
 * The number; NaN if the file has none. Undefined: there is no file, or an empty one, as a power cut or a full disk leaves it.
 * @param {string} folder @returns {number | undefined}
 */
function readFormat(folder) {
  const file = join(folder, formatFile);
  const text = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  return text === "" ? undefined : Number(text);
}
