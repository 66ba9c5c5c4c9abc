/** Supergraph and types: they are made of the schemas, and written again after an edit of one. */
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { shareRuns } from "@hansa/kit/coordination";
import { type Shop, startChild } from "../../cli/host/processes/process.ts";
import { root } from "../../cli/host/shop.mjs";
import { say } from "../../cli/host/terminal.mjs";

/** `npm run compose -w @hansa/router`. */
const compose = ["router/src/compose/main.ts"];
/** `npm run codegen`, but for the blocks of services. */
const codegen = ["node_modules/@graphql-codegen/cli/esm/bin.js", "--config", "codegen.ts"];

/** The result composes the graph and generates all types; an edit meanwhile begins both once more. */
export function openGeneration(shop: Shop): () => Promise<void> {
  return shareRuns(async () => {
    if ((await runProgram(shop, compose)) && (await runProgram(shop, codegen))) say("the types are written");
  });
}

/** Runs a program to its end. True if it went well; else its lines are printed, but for those of its progress. */
async function runProgram(shop: Shop, args: string[]): Promise<boolean> {
  const child = startChild(shop, args, root);
  // The process that starts after the same edit goes before it.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on("line", (line) => lines.push(line));
  const [code] = await once(child, "close");
  if (code === 0) return true;
  for (const line of shop.isStopping ? [] : lines) if (!/^\s*([❯✔]|$)/.test(line)) say(line);
  return false;
}
