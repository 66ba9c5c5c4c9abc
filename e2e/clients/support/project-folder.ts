/** A front end's folder of its own for one tool: its files, and the programs of the packages beside it. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { root } from "../../../cli/host/shop.mjs";

type Project = {
  /** Runs a program of a package to its end, and gives its output; rejects with the output if it fails. */
  run(program: string, ...parameters: readonly string[]): Promise<string>;
  read(file: string): string;
  write(file: string, text: string): void;
};

/** Makes the folder with these files; it is removed when the test ends. */
export function makeProject(files: Readonly<Record<string, string>>): Project {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-client-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // In place of `npm install`.
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    run: async (program, ...parameters) => {
      const file = path.join(folder, "node_modules/.bin", program);
      // Not the rest of ours: a tool that finds itself in a test prints less.
      const { PATH, HOME } = process.env;
      const env = { PATH, HOME, CI: "true", NO_COLOR: "1" };
      const { stdout, stderr } = await promisify(execFile)(file, parameters, { cwd: folder, env });
      return stdout + stderr;
    },
    write,
    read: (file) => readFileSync(path.join(folder, file), "utf8"),
  };
}
