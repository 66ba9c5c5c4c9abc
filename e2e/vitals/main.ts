/** `npm run vitals -w @hansa/e2e`: how fast pages of the storefront appear on a slow phone and answer a press, and the storefront's time and memory for them. */
import { never } from "@hansa/client/polling";
import { defineCommand, runCommand } from "@hansa/kit/command-line";
import type { Browser } from "playwright-core";
import { internalPort, storefront } from "../../cli/host/shop.mjs";
import { say } from "../../cli/host/terminal.mjs";
import { openBrowser } from "../stories/support/browser.ts";
import { inDemoShop } from "../stories/support/demo-shop.ts";
import { fillGuest, type Guest, guestEntry } from "../stories/support/filled-cart.ts";
import { slowNetwork } from "../stories/support/slow-line.ts";
import { measureInteractions, noteInteractions, type Press, presses } from "./presses.ts";

const visits = 7;
/** The lines of the carts that the visitors have. */
const cartLines = [1, 20];
/** The processor is so much slower than this machine's. */
const slowdown = 4;

type Vitals = { lcp: number; cls: number; inp: number };
type Visit = { url: string; press: Press };

const command = defineCommand(
  "vitals",
  `Opens pages of a demo shop of its own ${visits} times each with ${cartLines.join(" and ")} lines in the cart, at ${slowdown} × processor time and 1.6 Mbit/s, and prints medians.`,
);

await runCommand(command, () =>
  inDemoShop(async (shop, port) => {
    const metrics = `http://127.0.0.1:${internalPort(storefront, port)}/metrics`;
    const browser = await openBrowser();
    try {
      say("page | lines | LCP | CLS | INP | processor time of the storefront");
      for (const lines of cartLines) {
        for (const [page, press] of Object.entries(presses)) {
          // The goods of a checkout are reserved for minutes.
          const guest = await fillGuest({ url: `${shop}/graphql` }, lines);
          const seen: Vitals[] = [];
          const before = await readMetric(metrics, "process_cpu_seconds_total");
          for (let visit = 1; visit <= visits; visit += 1)
            seen.push(await visitPage(browser, { url: shop + page, press }, guest));
          const used = (await readMetric(metrics, "process_cpu_seconds_total")) - before;
          const lcp = Math.round(median(seen.map((each) => each.lcp)));
          const cls = median(seen.map((each) => each.cls)).toFixed(3);
          const inp = Math.round(median(seen.map((each) => each.inp)));
          say(`${page} | ${lines} | ${lcp} ms | ${cls} | ${inp} ms | ${((used / visits) * 1_000).toFixed(1)} ms`);
        }
      }
      say(`memory: ${Math.round((await readMetric(metrics, "process_resident_memory_bytes")) / 1e6)} MB`);
    } finally {
      await browser.close();
    }
    return 0;
  }),
);

/** Opens a page as a visitor with this cart on a slow phone, and presses there. */
async function visitPage(browser: Browser, { url, press }: Visit, guest: Guest): Promise<Vitals> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  page.setDefaultTimeout(never.ofProcesses);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", slowNetwork);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.addInitScript(`
    localStorage.setItem(${JSON.stringify(guestEntry)}, ${JSON.stringify(JSON.stringify(guest))});
    globalThis.vitals = { lcp: 0, cls: 0 };
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) vitals.lcp = entry.startTime; })
      .observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) vitals.cls += entry.value; })
      .observe({ type: "layout-shift", buffered: true });
    ${noteInteractions}
  `);
  await page.goto(url, { waitUntil: "networkidle" });
  const { lcp, cls } = Object(await page.evaluate("vitals"));
  const inp = await measureInteractions(page, press);
  await context.close();
  return { lcp: Number(lcp), cls: Number(cls), inp };
}

/** The value of a metric without labels. */
async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(url)).text();
  const [, value] = new RegExp(`^${name} (\\S+)`, "m").exec(text) ?? [];
  if (value === undefined) throw new Error(`${url} has no ${name}`);
  return Number(value);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
