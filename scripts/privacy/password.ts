/** The password of whoever sits at the terminal: typed unseen, or the first line of what is piped in; never an argument, which others see. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asks for the password of this address. */
export async function readPassword(email: string): Promise<string> {
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal) process.stderr.write(`Password of ${email}: `);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: isTerminal });
  try {
    for await (const line of lines) return line;
    throw new Error("there is no password on standard input");
  } finally {
    lines.close();
    if (isTerminal) process.stderr.write("\n");
  }
}
