/** An audit of a page as it is shown now: WCAG 2.2 AA by axe in both themes, and its layout where space is short. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { z } from "zod";
import type { Walk } from "./page-states/page-state.ts";
import type { StorefrontShop } from "./storefront.ts";

/** Rules of WCAG 2.2 AA, and axe's own, which find landmarks and headings that are out of order. */
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Widths in CSS pixels at which nothing may need scrolling sideways: 320 is WCAG 1.4.10, which 1280 at 400 % is too; 640 is 1280 at 200 %.
 */
const narrowWidths = [320, 640];

/** Functions of the page: it has no types of the browser here. */
const inPage = {
  /** Runs axe with these rules, and returns the number of rules that held, and a sentence for each place where one is broken. */
  runAxe: `async (only) => {
    const result = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
    const sentences = ({ id, help, nodes }) =>
      nodes.map(({ target, any }) => id + ": " + help + ": " + target.join(" ") + " " + any.map((each) => each.message).join("; "));
    return { passes: result.passes.length, violations: result.violations.flatMap(sentences) };
  }`,
  /** Buttons that only a background marks, which forced colours take away. */
  unmarkedButtons: `() => [...document.querySelectorAll("button, a[class*=control-radius]")].flatMap((element) => {
    const { borderTopWidth, textDecorationLine } = getComputedStyle(element);
    const isMarked = borderTopWidth !== "0px" || textDecorationLine.includes("underline");
    return isMarked || element.offsetParent === null ? [] : [element.textContent];
  })`,
  /** The element that reaches furthest out of the window. */
  widest: `() => {
    const width = document.documentElement.clientWidth;
    const out = (element) => {
      const { left, right } = element.getBoundingClientRect();
      return Math.max(right - width, -left);
    };
    const isScrolled = (element) =>
      element !== null && (getComputedStyle(element).overflowX === "auto" || isScrolled(element.parentElement));
    const [first] = [...document.body.querySelectorAll("*")]
      .filter((element) => !isScrolled(element))
      .sort((one, other) => out(other) - out(one));
    return first ? first.tagName.toLowerCase() + " '" + first.textContent.slice(0, 60) + "'" : "";
  }`,
};

const axeResult = z.object({ passes: z.number(), violations: z.array(z.string()) });

/** Audits each state of the walk. */
export async function expectNoFaults(storefront: StorefrontShop, walk: Walk): Promise<void> {
  const faults: string[] = [];
  let count = 0;
  for await (const { name, page } of walk(storefront)) {
    count += 1;
    for (const fault of await auditPage(page)) faults.push(`${name}: ${fault}`);
  }
  expect(faults).toEqual([]);
  expect(count).toBeGreaterThan(3);
}

/** Faults of the page, as sentences. Leaves the page as it was. */
export async function auditPage(page: Page): Promise<string[]> {
  const size = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.evaluate(axe.source);
  const faults: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // Only colours differ between the themes.
    const only = colorScheme === "light" ? { type: "tag", values: tags } : { type: "rule", values: ["color-contrast"] };
    faults.push(...(await runAxe(page, only)).map((fault) => `${colorScheme}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
  const unmarked = z.array(z.string()).parse(await page.evaluate(`(${inPage.unmarkedButtons})()`));
  faults.push(...unmarked.map((name) => `forced colours: ${name} has no border`));
  await page.emulateMedia({ colorScheme: null, forcedColors: null });
  for (const direction of ["ltr", "rtl"]) {
    await page.evaluate(`document.documentElement.setAttribute("dir", "${direction}")`);
    for (const width of narrowWidths) {
      await page.setViewportSize({ ...size, width });
      const shown = await page.evaluate("document.documentElement.scrollWidth");
      if (Number(shown) > width)
        faults.push(`${direction}: ${shown} pixels wide at ${width}: ${await page.evaluate(`(${inPage.widest})()`)}`);
    }
  }
  await page.evaluate(`document.documentElement.removeAttribute("dir")`);
  await page.setViewportSize(size);
  return faults;
}

async function runAxe(page: Page, only: { type: string; values: readonly string[] }): Promise<string[]> {
  const result = axeResult.parse(await page.evaluate(`(${inPage.runAxe})(${JSON.stringify(only)})`));
  return result.passes + result.violations.length === 0 ? ["axe has checked nothing"] : result.violations;
}
