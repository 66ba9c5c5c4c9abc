/** Password prompt of commands: hidden input at a terminal, or the first line of standard input; never a visible argument. */

import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { isCancel, password } from "@clack/prompts";

/** The command's input and output; `input.isTTY` decides whether there is a terminal. */
export type Terminal = { input: Readable & { isTTY?: boolean }; output: Writable };

/** The prompt was cancelled with Ctrl-C. */
export class Cancelled extends Error {}

/** The password for `whose`. `repeat` asks twice at a terminal, for a password that is new. Throws an Error with one line if there is none. */
export async function readPassword(terminal: Terminal, whose: string, repeat = false): Promise<string> {
  if (terminal.input.isTTY !== true) return firstLine(terminal.input);
  const first = await ask(terminal, `Password of ${whose}`);
  if (repeat && (await ask(terminal, "The same once more")) !== first) throw new Error("the two passwords differ");
  return first;
}

async function ask({ input, output }: Terminal, message: string): Promise<string> {
  const response = await password({ message, input, output });
  if (isCancel(response)) throw new Cancelled("cancelled");
  return response;
}

async function firstLine(input: Readable): Promise<string> {
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return line;
    throw new Error("there is no password on standard input");
  } finally {
    lines.close();
  }
}
