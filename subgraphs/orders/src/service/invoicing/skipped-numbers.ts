/** Skipped numbers after the restore of a backup: numbers that were issued after the backup are on documents that the store lacks. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import {
  advanceSequence,
  countBusiestHour,
  insertSkippedNumbers,
  type SequenceName,
} from "../../store/order/sequences.ts";
import type { SkippedNumbersRow } from "../../store/tables.ts";

const sequenceNames: readonly SequenceName[] = ["order", "invoice", "credit-note"];

const hourMs = 60 * 60 * 1_000;
/** The minimum of skipped numbers, for bursts shortly after the backup. */
const minSkipped = 1_000;
/** The assumed maximum per hour since the backup: this multiple of the busiest hour before it, or at least `minPerHour`. */
const busiestHourFactor = 10;
const minPerHour = 100;

/**
 * Leaves a gap in each sequence and records it. Its size grows with the hours since the backup and is not rounded: a later restore of the
 * same backup also skips the numbers that were issued between the two restores.
 */
export async function skipNumbers(
  { runtime }: Pick<Deps, "runtime">,
  tx: Tx,
  lostSince: number,
): Promise<SkippedNumbersRow[]> {
  const skippedAt = runtime.now();
  const hours = Math.max(0, skippedAt - lostSince) / hourMs;
  const skipped: SkippedNumbersRow[] = [];
  for (const sequence of sequenceNames) {
    const perHour = Math.max(minPerHour, busiestHourFactor * (await countBusiestHour(tx, sequence)));
    const count = minSkipped + Math.ceil(hours * perHour);
    const last = await advanceSequence(tx, sequence, count);
    const first = last - count + 1;
    const range: SkippedNumbersRow = { sequence, first, last, reason: "BACKUP_RESTORED", lostSince, skippedAt };
    await insertSkippedNumbers(tx, range);
    skipped.push(range);
  }
  return skipped;
}
