/** Visitors in a real browser, while the storefront is updated: they open pages and use them. */
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { spawnOwned } from "@hansa/kit/testing";
import { z } from "zod";
import { ownEnvironment } from "../../cli/host/processes/own-environment.ts";
import { root } from "../../cli/host/shop.mjs";
import type { RollingShop } from "./shop.ts";

/** The pages that were opened, and those with a part that never started. */
const visits = z.object({ opened: z.int(), dead: z.array(z.string()) });

export type Visits = z.infer<typeof visits>;

/** Visits the shop while the work goes on. */
export async function visitDuring({ urls }: RollingShop, work: () => Promise<void>): Promise<Visits> {
  const origins = urls.map((url) => new URL(url).origin);
  const child = spawnOwned(process.execPath, [path.join(root, "e2e/visitors/main.ts"), ...origins], {
    cwd: root,
    env: ownEnvironment(),
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("the visitors print nothing");
  const [output] = await Promise.all([
    text(child.stdout),
    once(child, "close"),
    work().finally(() => child.stdin?.end()),
  ]);
  if (child.exitCode !== 0) throw new Error(`the visitors ended with ${child.exitCode}:\n${output}`);
  return visits.parse(JSON.parse(output.trim().split("\n").at(-1) ?? ""));
}
