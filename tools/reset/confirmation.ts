/** The confirmation that `npm run reset` asks for at a terminal before it removes anything. */
import type { Readable, Writable } from "node:stream";
import { confirm, isCancel } from "@clack/prompts";

/** Asks whether to remove the shop. Only a yes is one: Enter, n and Ctrl-C keep everything. */
export async function confirmRemoval(input: Readable, output: Writable): Promise<boolean> {
  const message = "Remove every order, customer and product of this shop?";
  const answer = await confirm({ message, initialValue: false, input, output });
  return !isCancel(answer) && answer;
}
