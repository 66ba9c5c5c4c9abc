/** What can be asked of `npm run reconcile` on its command line. */
import { parseArgs } from "node:util";

const usualDays = 3;

/** Reads `--days N`, 3 if it is not given. Throws on anything else. */
export function readDays(args: string[]): number {
  const { values } = parseArgs({ args, options: { days: { type: "string", default: String(usualDays) } } });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1) throw new Error(`--days ${values.days}: give a whole number of days.`);
  return days;
}
