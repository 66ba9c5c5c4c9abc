/** The pages of the playground during a flood: each is sent as its identity, and must be answered without errors. */
import { askUntilVerified, openPageClient, type Page, readPages } from "../client/playground-pages.ts";
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
    const { data: found, errors } = await askUntilVerified(() => session.send(page));
    return found !== null && errors.length === 0 ? undefined : JSON.stringify(errors);
  }

  return { sendAll, sent: () => sent, faults };
}
