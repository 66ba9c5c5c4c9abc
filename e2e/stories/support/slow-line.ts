/** A slow line: pages come at 1.6 Mbit/s, and their scripts two seconds after their text. */
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";

/** 1.6 Mbit in a second, in bytes, with 150 ms for a way there and back: the slow network of Lighthouse. */
export const slowNetwork = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };

const scriptsLateMs = 2_000;

/** Puts a page on a slow line. */
export async function slowDown(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", slowNetwork);
  await page.route("**/assets/**/*.js", async (route) => {
    await pause(scriptsLateMs);
    await route.continue();
  });
}
