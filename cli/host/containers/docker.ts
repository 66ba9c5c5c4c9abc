/** Docker's client, as a child process. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { root } from "../shop.mjs";

export type Finished = { code: number | null; output: string; errors: string };

type Run = { env?: NodeJS.ProcessEnv; input?: string };

/** Runs `docker` with these arguments at the top of the repository, and answers with its exit code and what it printed. */
export function runDocker(args: readonly string[], run: Run = {}): Promise<Finished> {
  return runProgram("docker", args, run);
}

/** The same for a program that runs `docker`. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env = process.env, input = "" }: Run = {},
): Promise<Finished> {
  const child = spawn(program, args, { cwd: root, env, stdio: "pipe" });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  // A command that reads nothing may have ended already.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output, errors };
}

/** The standard output of `docker`. Throws, with what it printed, when it fails. */
export async function docker(args: readonly string[], run: Run = {}): Promise<string> {
  const { code, output, errors } = await runDocker(args, run);
  if (code !== 0) throw new Error(`docker ${args.join(" ")} ended with ${code}:\n${output}${errors}`);
  return output;
}
