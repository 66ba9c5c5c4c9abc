/** Commands of owners, run in the process of a test: their help and their mistakes need no process of their own. */
import { vi } from "vitest";
import { ownerCommands } from "../../../commands/commands.ts";

/** How a command ended, and what it printed. */
export type Ended = { code: number | null; out: string; err: string };

const named = new Map(ownerCommands.map((command) => [`hansa ${command.name}`, command]));

/** Whether this is one of them, such as "hansa keys create". */
export function isOwnerCommand(name: string): boolean {
  return named.has(name);
}

/** Runs a command of owners with this environment. Only one may run at a time. */
export async function runHere(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const command = named.get(name);
  if (!command) throw new Error(`there is no command ${name}`);
  const run = await command.load();
  const ended = { out: "", err: "" };
  const { exitCode } = process;
  const keep = (stream: "out" | "err") => (text: string | Uint8Array) => {
    ended[stream] += String(text);
    return true;
  };
  const spies = [
    // Each run adds a listener, which would stay.
    vi.spyOn(process.stdout, "on").mockReturnValue(process.stdout),
    vi.spyOn(process.stdout, "write").mockImplementation(keep("out")),
    vi.spyOn(process.stderr, "write").mockImplementation(keep("err")),
  ];
  for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
  try {
    await run(args);
    return { code: Number(process.exitCode), ...ended };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
    process.exitCode = exitCode;
  }
}
