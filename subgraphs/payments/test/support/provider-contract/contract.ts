/** The provider contract: registers every case for a provider, without silent omissions. */
import { expect, test } from "vitest";
import type { Candidate } from "./candidate.ts";
import { casesOf } from "./cases.ts";

/** Cases that a candidate cannot pass, each with the reason. An entry that passes or is no case fails the suite. */
export type Cannot = Readonly<Record<string, string>>;

/** Registers the suite. `open` returns a fresh provider for each case and cleans up after it. */
export function testProviderContract(name: string, open: () => Promise<Candidate>, cannot: Cannot = {}): void {
  const cases = casesOf(open);
  for (const [title, run] of Object.entries(cases)) {
    const why = cannot[title];
    if (why === undefined) test(`${name}: ${title}`, run);
    else test.fails(`${name} cannot: ${title}: ${why}`, run);
  }
  const [able, every] = [Object.keys(cases).filter((title) => !(title in cannot)).length, Object.keys(cases).length];
  test(`${name}: ${able} of ${every} cases are required, and ${every - able} are excused with a reason`, () => {
    expect(Object.keys(cannot).filter((title) => !(title in cases))).toEqual([]);
  });
}
