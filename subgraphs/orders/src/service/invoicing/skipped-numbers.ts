/** Skipped numbers of a store that went back to an earlier moment: numbers that were issued since are on documents that it lacks. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import {
  advanceSequence,
  countBusiestHour,
  findSkippedNumbers,
  insertSkippedNumbers,
  type SequenceName,
} from "../../store/order/sequences.ts";
import type { SkippedNumbersRow } from "../../store/tables.ts";

const sequenceNames: readonly SequenceName[] = ["order", "invoice", "credit-note"];

const hourMs = 60 * 60 * 1_000;
/** The minimum of skipped numbers, for bursts shortly after the earlier moment. */
const minSkipped = 1_000;
/** The assumed maximum per hour since then: this multiple of the busiest hour before it, or at least `minPerHour`. */
const busiestHourFactor = 10;
const minPerHour = 100;

/**
 * Leaves a gap in each sequence and records it; a loss that has its gaps already gets no others. Their size grows with the hours since the earlier
 * moment and is not rounded: a later restore of the same backup also skips the numbers that were issued between the two restores.
 */
export async function skipNumbers(
  { runtime }: Pick<Deps, "runtime">,
  tx: Tx,
  { lostSince, reason }: Pick<SkippedNumbersRow, "lostSince" | "reason">,
): Promise<SkippedNumbersRow[]> {
  const skippedAt = runtime.now();
  const before = await findSkippedNumbers(tx, lostSince, skippedAt + 1);
  const ofThisLoss = before.filter((range) => range.lostSince === lostSince);
  if (ofThisLoss.length > 0) return ofThisLoss;
  const hours = Math.max(0, skippedAt - lostSince) / hourMs;
  const skipped: SkippedNumbersRow[] = [];
  for (const sequence of sequenceNames) {
    const perHour = Math.max(minPerHour, busiestHourFactor * (await countBusiestHour(tx, sequence)));
    const count = minSkipped + Math.ceil(hours * perHour);
    const last = await advanceSequence(tx, sequence, count);
    const first = last - count + 1;
    const range: SkippedNumbersRow = { sequence, first, last, reason, lostSince, skippedAt };
    await insertSkippedNumbers(tx, range);
    skipped.push(range);
  }
  return skipped;
}
