/** A demo shop as `npm start` makes it, for a command that opens its pages. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startOwned } from "@hansa/kit/testing";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { root } from "../../../cli/host/shop.mjs";

/** Starts it on data of its own, works at its address, and removes it. */
export async function inDemoShop<Result>(work: (shop: string, port: number) => Promise<Result>): Promise<Result> {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-demo-"));
  const port = await findFreePorts(24_000);
  const shop = startOwned(process.execPath, ["cli/start/main.ts"], {
    cwd: root,
    env: { ...ownEnvironment(), HANSA_PORT: String(port), HANSA_DATA: data, CI: "true" },
  });
  try {
    // The last line of the banner.
    await shop.printed(/^Hansa is ready/m);
    return await work(`http://127.0.0.1:${port}`, port);
  } finally {
    await shop.stop("SIGINT");
    rmSync(data, { recursive: true, force: true });
  }
}
