/** The mark of a store that was moved into a database, beside the place of its file: a start without the address would make an empty one. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { CommandFailure } from "../../../command-line/failure.ts";

/** The file of a mark has the name of the store and this behind it. */
export const movedEnding = ".moved";

/** Marks the store whose file is, or was, here. `place`: its database, without a password. `at`: epoch milliseconds. */
export function markMoved(file: string, place: string, at: number): void {
  const text = `${place}\n${new Date(at).toISOString()}\n`;
  writeFileSync(file + movedEnding, text, { mode: 0o600, flush: true });
}

/** The store is in its file again. */
export function removeMark(file: string): void {
  rmSync(file + movedEnding, { force: true });
}

/** Throws if the store was moved into a database. */
export function assertNotMoved(file: string): void {
  const mark = file + movedEnding;
  if (!existsSync(mark)) return;
  const [place, at] = readFileSync(mark, "utf8").split("\n");
  throw new CommandFailure(
    `${file} was moved to ${place} at ${at}; set HANSA_<SERVICE>_DATABASE_URL, or remove ${mark} to start without those rows`,
  );
}
