/** Writing of generated files: each is whole at any time, and one whose text is the same keeps its time. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Writes the file, with its folder, if its text has changed, so that nothing that watches it begins again without reason. */
export function writeIfChanged(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeWhole(file, text);
}

/** Writes the file beside its place and moves it there: a process that ends in the middle leaves the file as it was. */
export function writeWhole(file: string, contents: string | Uint8Array): void {
  writeFileSync(`${file}.next`, contents);
  renameSync(`${file}.next`, file);
}
