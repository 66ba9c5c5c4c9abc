/** Entries of the time line of an order, and the order in which they are listed. */

/** `at` is in milliseconds since 1970. The text holds nothing personal. */
export type Entry = {
  at: number;
  /** Its recorder: a store and its kind of row, or the log of a process. */
  source: string;
  text: string;
  requestId?: string | undefined;
  traceId?: string | undefined;
};

/** The entries by time; those of one millisecond in the order in which they were collected. */
export function sortEntries(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((one, other) => one.at - other.at);
}

const widestSource = 18;

/** A line for a person. */
export function entryLine({ at, source, text }: Entry): string {
  const time = new Date(at).toISOString().replace("T", " ").slice(0, -1);
  return `${time}  ${source.padEnd(widestSource)}  ${text}`;
}
