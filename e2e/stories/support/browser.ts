/** A headless Chromium: the one from the package registry, or an installed one on machines for which that has no program. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import chromiumPackage from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";
import { z } from "zod";

/** The packaged one draws no windows, and shows a page for a quarter of the processor time that an installed one needs. */
const isPackaged = process.platform === "linux" && process.arch === "x64";
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

/** The version of the packaged browser, as the manifest of its package names it. */
const manifest = new URL("../package.json", import.meta.resolve("@sparticuz/chromium"));

/** Names of hosts that stories find on this machine. */
const hosts = "--host-resolver-rules=MAP *.shop.test 127.0.0.1,MAP *.evil.test 127.0.0.1";

let shared: Promise<Browser> | undefined;

/** The browser of all files that one worker runs: it ends with the worker. Each file closes its pages and contexts. */
export function sharedBrowser(): Promise<Browser> {
  shared ??= openBrowser();
  return shared;
}

/** Opens a browser. */
export async function openBrowser(): Promise<Browser> {
  const more = [...quiet, hosts];
  if (isPackaged) {
    const usual = chromiumPackage.args.filter((argument) => !unlikeBrowsers.has(argument));
    return chromium.launch({ executablePath: await unpackBrowser(), args: [...usual, ...more], headless: true });
  }
  const executablePath = installed.find((file) => existsSync(file));
  if (!executablePath) throw new Error(`there is no browser at ${installed.join(", ")}`);
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--headless", "--disable-gpu", ...more] });
}

/**
 * The program of the packaged browser. The package unpacks it to one place of the machine's temporary folder, and takes what it finds there: half of
 * it while another run unpacks it, or after one that was interrupted. So it is unpacked apart, and moved when it is whole.
 */
async function unpackBrowser(): Promise<string> {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, "utf8")));
  const folder = path.join(tmpdir(), `hansa-chromium-${version}`);
  const file = path.join(folder, "chromium");
  if (existsSync(file)) return file;
  const incoming = mkdtempSync(`${folder}-`);
  const script = `import chromium from "@sparticuz/chromium"; await chromium.executablePath();`;
  const options = { cwd: import.meta.dirname, env: { ...process.env, TMPDIR: incoming } };
  try {
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], options);
    renameSync(incoming, folder);
  } catch (error) {
    rmSync(incoming, { recursive: true, force: true });
    // Another run may have been first.
    if (!existsSync(file)) throw error;
  }
  return file;
}
