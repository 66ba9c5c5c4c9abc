/** Skipping numbers after a backup was restored: those given out since it was taken are on papers that this store does not know. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { advanceSequence, countBusiestHour, insertSkippedNumbers, type SequenceName } from "../../store/numbers.ts";
import type { SkippedNumbersRow } from "../../store/tables.ts";

const sequenceNames: readonly SequenceName[] = ["order", "invoice", "credit-note"];

const hourMs = 60 * 60 * 1_000;
/** Skipped in any case: for what is given out in a moment. */
const alwaysSkipped = 1_000;
/** Nobody is expected to have given out more in an hour since than so many times what the busiest hour before had, or than this many. */
const busierThanEver = 10;
const minPerHour = 100;

/**
 * Leaves a gap in each sequence and records it. Its size grows with the hours since the backup and is not rounded: when the same backup is
 * restored once more, later, the numbers that were given out between the two are skipped too.
 */
export async function skipNumbers(
  { world }: Pick<Deps, "world">,
  tx: Tx,
  lostSince: number,
): Promise<SkippedNumbersRow[]> {
  const skippedAt = world.now();
  const hours = Math.max(0, skippedAt - lostSince) / hourMs;
  const skipped: SkippedNumbersRow[] = [];
  for (const sequence of sequenceNames) {
    const perHour = Math.max(minPerHour, busierThanEver * (await countBusiestHour(tx, sequence)));
    const count = alwaysSkipped + Math.ceil(hours * perHour);
    const last = await advanceSequence(tx, sequence, count);
    const first = last - count + 1;
    const range: SkippedNumbersRow = { sequence, first, last, reason: "BACKUP_RESTORED", lostSince, skippedAt };
    await insertSkippedNumbers(tx, range);
    skipped.push(range);
  }
  return skipped;
}
