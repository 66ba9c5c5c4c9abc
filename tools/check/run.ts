/** Runs another program for a step and returns its output. */
import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "../../cli/host/shop.mjs";

export type Ran = { code: number; output: string };

/** Runs Node in the top folder; resolves, for every exit code, with everything that was printed. */
export function runNode(args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output: output.trim() }));
  });
}

/** The program behind a command of an installed package, for `runNode`. */
export function installed(...parts: string[]): string {
  return path.join(root, "node_modules", ...parts);
}
