/** The provider contract: every case with each provider, none left out in silence. */
import { expect, test } from "vitest";
import type { Candidate } from "./provider-candidate.ts";
import { casesOf } from "./provider-cases.ts";

/** Cases that a candidate cannot pass, each with the reason. One that it passes all the same, or that is no case, is a fault. */
export type Cannot = Readonly<Record<string, string>>;

/** Registers the suite. `open` gives a fresh provider to each case and cleans up after it. */
export function keepsTheProviderContract(name: string, open: () => Promise<Candidate>, cannot: Cannot = {}): void {
  const cases = casesOf(open);
  for (const [title, run] of Object.entries(cases)) {
    const why = cannot[title];
    if (why === undefined) test(`${name}: ${title}`, run);
    else test.fails(`${name} cannot: ${title}: ${why}`, run);
  }
  const [able, every] = [Object.keys(cases).filter((title) => !(title in cannot)).length, Object.keys(cases).length];
  test(`${name}: ${able} of ${every} cases, and ${every - able} with a reason why not`, () => {
    expect(Object.keys(cannot).filter((title) => !(title in cases))).toEqual([]);
  });
}
