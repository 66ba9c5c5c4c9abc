/** A real Chromium without a window: an installed one, else the one that comes from the package registry. */
import { existsSync } from "node:fs";
import chromiumPackage from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Without these it looks up its maker's hosts at every start. */
const quiet = [
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

export async function openBrowser(): Promise<Browser> {
  const own = installed.find((file) => existsSync(file));
  if (own)
    return chromium.launch({ executablePath: own, args: ["--no-sandbox", "--headless", "--disable-gpu", ...quiet] });
  const executablePath = await chromiumPackage.executablePath();
  return chromium.launch({ executablePath, args: [...chromiumPackage.args, ...quiet], headless: true });
}
