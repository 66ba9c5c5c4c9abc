/** Runs the tasks of turbo.json that make generated files: those whose inputs have changed run, and the others are restored. */
import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "../host/shop.mjs";
import { say, withProgress } from "../host/terminal.mjs";

/** The lines that turbo prints of a task that it runs, of all at the end, and of those that failed: `Cached:    3 cached, 4 total`. */
const started = /^(@hansa\/[\w-]+:\w+): cache (?:miss|bypass), executing/gm;
const tally = /Cached:\s+(\d+) cached, (\d+) total/;
const failures = /^ *Failed:\s+(.+)$/m;

/**
 * Runs these tasks, each `package#task`. Answers with how many did not come from the cache; throws, with what the failed ones printed, when one
 * fails.
 * @param {readonly string[]} tasks @returns {Promise<number>}
 */
export async function runTasks(tasks) {
  const turbo = path.join(root, "node_modules", "turbo", "bin", "turbo");
  const flags = ["--output-logs=new-only", "--log-order=stream"];
  const { code, output } = await withProgress(() => run([turbo, "run", ...tasks, ...flags]));
  if (code !== 0) {
    process.stderr.write(linesOfFailures(output));
    throw new Error("the generated files were not made; see above.");
  }
  const [, cached, total] = tally.exec(output) ?? [];
  if (total === undefined || Number(total) === 0) throw new Error(`turbo ran no task:\n${output}`);
  return Number(total) - Number(cached);
}

/** The lines of the tasks that failed; all lines when turbo itself failed. @param {string} output */
function linesOfFailures(output) {
  const failed =
    failures
      .exec(output)?.[1]
      ?.split(",")
      .map((task) => task.trim().replace("#", ":")) ?? [];
  const lines = output.split("\n").filter((line) => failed.some((task) => line.startsWith(`${task}:`)));
  return lines.length === 0 ? output : `${lines.join("\n")}\n`;
}

/** Runs Node, and names each task that turbo starts. @param {string[]} args @returns {Promise<{ code: number | null, output: string }>} */
function run(args) {
  return new Promise((resolve, reject) => {
    // Turbo reports its use to its makers unless a variable forbids it; its settings have no switch.
    const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        const before = output.lastIndexOf("\n") + 1;
        output += text;
        for (const [, task] of output.slice(before, output.lastIndexOf("\n") + 1).matchAll(started))
          say(`Set-up: ${task}`);
      });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
