/** How a page tells the outcome of a press: in the window, and once for those who cannot see it. */
import type { Page } from "playwright-core";
import { z } from "zod";

const telling = z.object({ isInWindow: z.boolean(), ways: z.number(), others: z.number() });

/** A message that is seen without scrolling, and heard in one way. */
export const told: z.infer<typeof telling> = { isInWindow: true, ways: 1, others: 0 };

/** How the first message with this text is told, by what a screen reader knows of it, and how many others have the text. Undefined without one. */
export async function tellingOf(page: Page, text = ""): Promise<z.infer<typeof telling> | undefined> {
  return telling.optional().parse(
    (await page.evaluate(`(() => {
      const texts = [...document.querySelectorAll("main [role=alert], main [role=status]")];
      const isTold = ({ textContent }) => textContent !== "" && textContent.includes(${JSON.stringify(text)});
      const [message, ...others] = texts.filter(isTold);
      if (message === undefined) return null;
      const { top, bottom } = message.getBoundingClientRect();
      const isFocused = document.activeElement === message;
      const isLive = message.getAttribute("aria-live") !== "off";
      return { isInWindow: top >= 0 && bottom <= innerHeight, ways: Number(isFocused) + Number(isLive), others: others.length };
    })()`)) ?? undefined,
  );
}
