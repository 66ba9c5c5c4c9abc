/** A demo shop as `npm start` makes it, for a command that opens its pages. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { root } from "../../../cli/host/shop.mjs";

/** Starts it on data of its own, works at its address, and removes it. */
export async function inDemoShop<Result>(work: (shop: string, port: number) => Promise<Result>): Promise<Result> {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-demo-"));
  const port = await findFreePorts(24_000);
  const shop = spawn(process.execPath, ["cli/start/main.ts"], {
    cwd: root,
    env: { ...ownEnvironment(), HANSA_PORT: String(port), HANSA_DATA: data, CI: "true" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(shop, "exit");
  try {
    await untilReady(shop);
    return await work(`http://127.0.0.1:${port}`, port);
  } finally {
    shop.kill("SIGINT");
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

/** Waits for the last line of the banner. */
function untilReady(shop: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = "";
    shop.stdout?.on("data", (text) => {
      printed += String(text);
      if (/^Hansa is ready/m.test(printed)) resolve();
    });
    shop.once("exit", () => reject(new Error(`the shop did not start:\n${printed}`)));
  });
}
