/** The list of alarms: each has a remedy and a page. */
import { expect, test } from "vitest";
import { alarms } from "../src/alarms.ts";

test("every listed alarm has a remedy and a page", () => {
  for (const { remedy, page } of Object.values(alarms)) {
    expect(remedy).toMatch(/^[a-z]/);
    expect(page).toMatch(/^docs\/owners\/[a-z-]+\.md(#[a-z-]+)?$/);
  }
});
