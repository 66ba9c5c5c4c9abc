/** Messages of a page about the outcome of a press: in the window, and once for those who cannot see it. */
import type { Page } from "playwright-core";
import { z } from "zod";

const messages = z.array(z.object({ text: z.string(), isInWindow: z.boolean(), ways: z.number() }));
type Message = z.infer<typeof messages>[number];

/** A message that is seen without scrolling, and heard in one way. */
export const told = { isInWindow: true, ways: 1 } satisfies Partial<Message>;

/** The messages of a page that have words: how each is told, by what a screen reader knows of it. */
export async function messagesOn(page: Page): Promise<Message[]> {
  return messages.parse(
    await page.evaluate(`[...document.querySelectorAll("main [role=alert], main [role=status]")]
      .filter(({ textContent }) => textContent !== "")
      .map((message) => {
        const { top, bottom } = message.getBoundingClientRect();
        const isFocused = document.activeElement === message;
        const isLive = message.getAttribute("aria-live") !== "off";
        const ways = Number(isFocused) + Number(isLive);
        return { text: message.textContent, isInWindow: top >= 0 && bottom <= innerHeight, ways };
      })`),
  );
}
