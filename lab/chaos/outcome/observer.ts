/** Observer: runs `npm run hansa -- audit` on the running stores at intervals while the shop is broken. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import type { Left } from "./stores.ts";

export type Observer = {
  /** How often it read the stores, and how often it could not because a paused process had one of them locked. */
  looks: number;
  blind: number;
  /** Broken invariants, in words; a sound shop has none. */
  findings: string[];
  /** The look that is under way is not waited for. */
  stop(): Promise<void>;
};

const everyMs = 20_000;
/** While things are killed, a fact may take so long to reach every store. */
const inFlightMinutes = 3;
const cannotLook = 2;

const report = z.object({
  invariants: z.record(z.string(), z.object({ violations: z.int(), examples: z.array(z.unknown()).optional() })),
});

export function observe(left: Left): Observer {
  const over = new AbortController();
  const seen: Omit<Observer, "stop"> = { looks: 0, blind: 0, findings: [] };
  const looking = (async () => {
    for (;;) {
      await pause(everyMs, undefined, { signal: over.signal });
      const { code, printed } = await look(left, over.signal);
      if (over.signal.aborted) return;
      if (code === cannotLook) seen.blind += 1;
      else seen.looks += 1;
      if (code !== 0 && code !== cannotLook) seen.findings.push(...brokenIn(printed));
    }
  })().catch((error) => {
    if (!over.signal.aborted) seen.findings.push(`the audit itself: ${error}`);
  });
  return Object.assign(seen, {
    stop: async () => {
      over.abort();
      await looking;
    },
  });
}

async function look({ data, books, journal }: Left, signal: AbortSignal) {
  const stores = ["--data", data, "--books", books, "--journal", journal];
  const how = ["--in-flight", String(inFlightMinutes), "--json"];
  const hansa = path.join(root, "cli/hansa.cjs");
  const child = spawn(process.execPath, [hansa, "audit", ...stores, ...how], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    signal,
    killSignal: "SIGKILL",
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code: child.exitCode, printed };
}

function brokenIn(printed: string): string[] {
  const { invariants } = report.parse(JSON.parse(printed.trim().split("\n").at(-1) ?? ""));
  return Object.entries(invariants)
    .filter(([, { violations }]) => violations > 0)
    .map(([id, { examples = [] }]) => `${id} on the running shop: ${JSON.stringify(examples.slice(0, 2))}`);
}
