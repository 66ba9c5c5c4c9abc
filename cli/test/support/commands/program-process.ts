/** A process that runs programs one after another, each with its own arguments, folder and variables, and answers with what each printed. */
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { z } from "zod";

const programRun = z.object({
  file: z.string(),
  args: z.array(z.string()),
  cwd: z.string(),
  variables: z.record(z.string(), z.string()),
});
/** A program and its arguments; `variables` stand beside those of this process. */
export type ProgramRun = Readonly<z.infer<typeof programRun>>;

/** How a program ended, what it printed, and what it has left, such as a timer: alone it would not have ended. */
export type Ended = { code: number; out: string; err: string; left: string[] };

// Each program adds listeners to them.
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
const variablesOfAll = { ...process.env };
let runs = 0;

process.on("message", async (given) => process.send?.(await run(programRun.parse(given))));

/** Loads the file of the program anew; the modules that it imports are loaded once. */
async function run({ file, args, cwd, variables }: ProgramRun): Promise<Ended> {
  runs += 1;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, variablesOfAll, variables);
  process.chdir(cwd);
  process.argv = [process.execPath, file, ...args];
  process.exitCode = 0;
  const printed = { out: "", err: "" };
  const keep = (stream: "out" | "err") => (text: string | Uint8Array) => {
    printed[stream] += Buffer.from(text).toString();
    return true;
  };
  const { stdout, stderr } = process;
  const before = resources();
  const [write, writeError] = [stdout.write, stderr.write];
  stdout.write = keep("out");
  stderr.write = keep("err");
  try {
    await import(`${pathToFileURL(file).href}?run=${runs}`);
    await turn();
  } catch (error) {
    process.exitCode = 1;
    printed.err += error instanceof Error ? error.stack : String(error);
  } finally {
    stdout.write = write;
    stderr.write = writeError;
  }
  return { code: Number(process.exitCode), ...printed, left: resources().slice(before.length) };
}

/** All that keeps this process running, the oldest first, without its streams and what Node itself does with files. */
function resources(): string[] {
  return process.getActiveResourcesInfo().filter((name) => !/^(FS|CloseReq|PipeWrap|TTYWrap)/.test(name));
}
