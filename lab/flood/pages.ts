/** The pages of the playground during a flood: each is sent as its identity, and must be answered without errors. */
import { setTimeout as pause } from "node:timers/promises";
import { openPageClient, type Page, readPages } from "../client/playground-pages.ts";
import type { FloodedShop } from "./processes/shop.ts";

export type Pages = {
  /** Sends each page once, one after the other. */
  sendAll(): Promise<void>;
  /** Pages sent so far. */
  sent(): number;
  /** Pages that were not answered, or with errors; with their names. */
  faults: readonly string[];
};

/** An access token is good for five minutes. */
const sessionMs = 120_000;
/** A busy process may be late to confirm sessions: nothing was done then, and clients repeat the request after a second (docs/errors.md). */
const repeatedCode = "SESSION_UNVERIFIABLE";
const repeatAfterMs = 1_000;
const maxAttempts = 10;

/** Opens the pages of this shop and signs in their identities. */
export async function openPages({ url, data }: FloodedShop): Promise<Pages> {
  const pages = readPages({ data });
  const faults: string[] = [];
  let sent = 0;
  const signIn = async () => ({ send: await openPageClient({ url }), openedAt: performance.now() });
  let session = await signIn();

  async function sendAll(): Promise<void> {
    for (const page of pages) {
      sent += 1;
      const fault = await sendPage(page).catch(String);
      if (fault !== undefined) faults.push(`${page.name}: ${fault}`);
    }
  }

  async function sendPage(page: Page): Promise<string | undefined> {
    if (performance.now() - session.openedAt > sessionMs) session = await signIn();
    let fault = "";
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const { data: found, errors } = await session.send(page);
      if (found !== null && errors.length === 0) return undefined;
      fault = JSON.stringify(errors);
      if (errors.length === 0 || errors.some(({ extensions }) => extensions.code !== repeatedCode)) break;
      await pause(repeatAfterMs);
    }
    return fault;
  }

  return { sendAll, sent: () => sent, faults };
}
