/** A headless Chromium: the installed one, or else the one from the package registry. */
import { existsSync } from "node:fs";
import chromiumPackage from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Without these the browser looks up its maker's hosts at every start, and computes pictures on the processor as a graphics card would. */
const quiet = [
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--disable-gpu",
];

/**
 * Arguments of the packaged browser that would let any page read data of another origin, tie all pages to one process, or emulate a graphics
 * card: with that, an editor of the playground takes ten times the processor time to appear.
 */
const unlikeBrowsers = new Set([
  "--disable-web-security",
  "--allow-running-insecure-content",
  "--disable-site-isolation-trials",
  "--single-process",
  "--no-zygote",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
]);

/** Opens it. `hosts` are names of a test's own that it finds on this machine, such as `*.shop.test`. */
export async function openBrowser(hosts: readonly string[] = []): Promise<Browser> {
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(",");
  const more = [...quiet, ...(rules ? [`--host-resolver-rules=${rules}`] : [])];
  const own = installed.find((file) => existsSync(file));
  if (own)
    return chromium.launch({ executablePath: own, args: ["--no-sandbox", "--headless", "--disable-gpu", ...more] });
  const executablePath = await chromiumPackage.executablePath();
  const usual = chromiumPackage.args.filter((argument) => !unlikeBrowsers.has(argument));
  return chromium.launch({ executablePath, args: [...usual, ...more], headless: true });
}
