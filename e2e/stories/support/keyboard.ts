/** The keyboard of a person: the control that has the focus, and the way to another one. */
import type { Page } from "playwright-core";
import { z } from "zod";

const nameInPage = `(() => {
  const { activeElement } = document;
  const [label] = activeElement.labels ?? [];
  return (activeElement.getAttribute("aria-label") ?? label?.textContent ?? activeElement.textContent).trim();
})()`;

/** The name of the control that has the focus. */
export async function focusedName(page: Page): Promise<string> {
  return z.string().parse(await page.evaluate(nameInPage));
}

/** Presses Tab, or the key of the way back, until a control of this name has the focus. */
export async function tabTo(page: Page, name: RegExp, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    const focused = await focusedName(page);
    if (name.test(focused)) return;
    passed.push(focused);
  }
  throw new Error(`no ${name} among ${passed.join(", ")}`);
}
