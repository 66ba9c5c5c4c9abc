/** Every check of a text input takes time in proportion to its length, for any content. */
import { beforeAll, expect, test } from "vitest";
import { loadPasswordStrength } from "../../../../subgraphs/users/src/providers/password-strength.ts";
import { checks, type Pattern, patterns } from "../../support/text-checks.ts";

const mebibyte = 2 ** 20;
/** Each pattern is tried at this length; the two that take longest grow from `firstLength` to a mebibyte. */
const probeLength = 2 ** 11;
const firstLength = 2 ** 14;
const growth = 8;
let least: number;
beforeAll(async () => {
  loadPasswordStrength();
  least = await leastMeasure();
});

test.each(Object.entries(checks))("%s takes time in proportion to its text", async (_, check) => {
  const probes: { pattern: Pattern; ms: number }[] = [];
  for (const pattern of patterns) probes.push({ pattern, ms: await cpuOf(check, pattern(probeLength)) });
  for (const { pattern } of probes.sort((one, other) => other.ms - one.ms).slice(0, 2)) {
    let before = await cpuOf(check, pattern(firstLength));
    for (let length = firstLength * growth; length <= mebibyte; length *= growth) {
      const text = pattern(length);
      // Linear checks take 8 times as long, quadratic ones 64 times, on a machine of any speed; memory makes 8 up to 25.
      const isTooLong = (took: number) => took > growth ** 1.75 * Math.max(before, least);
      let ms = await cpuOf(check, text);
      for (let more = 0; more < 2 && isTooLong(ms); more += 1) ms = Math.min(ms, await cpuOf(check, text));
      const says = `${JSON.stringify(text.slice(0, 12))}… of ${length} characters: ${ms} ms, an eighth of it ${before} ms`;
      expect(isTooLong(ms), says).toBe(false);
      before = ms;
    }
  }
});

/** Shorter times of the eighth of a text are no measure: what this machine needs to normalise 512 KiB of text. */
async function leastMeasure(): Promise<number> {
  const text = "e\u0301".repeat(2 ** 17);
  const times: number[] = [];
  for (let run = 0; run < 3; run += 1) times.push(await cpuOf(() => text.normalize("NFKC"), text));
  return Math.min(...times);
}

/** The processor time of this process that the check takes, in milliseconds. */
async function cpuOf(check: (text: string) => unknown, text: string): Promise<number> {
  const before = process.cpuUsage();
  try {
    await check(text);
  } catch {
    // A refusal.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
