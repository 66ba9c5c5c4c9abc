/** Running `turbo dev` over the subgraphs and the router, as one more process of the shop. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { root } from "../shop.mjs";
import type { Shop } from "./process.ts";

/** Starts turbo; when it ends by itself, before or after the shop was ready, nothing is left to develop on: exit code 1. */
export function startTurbo(shop: Shop): void {
  const turbo = fileURLToPath(import.meta.resolve("turbo/bin/turbo"));
  const args = [turbo, "run", "dev", "--filter=./subgraphs/*", "--filter=./router"];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: shop.env,
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  shop.children.add(child);
  child.once("exit", () => {
    shop.children.delete(child);
    if (shop.isStopping) return;
    if (shop.isReady) process.exit(1);
    shop.fail(new Error("turbo dev ended; its messages are above."));
  });
}
