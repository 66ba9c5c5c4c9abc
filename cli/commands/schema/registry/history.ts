/** History of the registry: its versions, the newest first, with what changed and which one serves. */
import { listVersions, readVersion, type Version } from "../../../../router/src/control/registry/versions.ts";

/** A version without its text, and its state: the newest that a router has served serves. */
export type HistoryEntry = Omit<Version, "supergraph"> & { state: "serves" | "served before" | "not served" };

/** Reads the history. */
export async function readHistory(folder: string): Promise<HistoryEntry[]> {
  const { published, served } = await listVersions(folder);
  const versions = await Promise.all(published.toReversed().map((number) => readVersion(folder, number)));
  return versions.map(({ supergraph: _text, ...entry }) => {
    const wasServed = served.includes(entry.number) ? "served before" : "not served";
    return { ...entry, state: entry.number === served.at(-1) ? "serves" : wasServed };
  });
}

/** The most changes of a version that are listed. */
const maxListed = 8;
const shownHash = 12;

/** The lines of one version. */
export function describeEntry(entry: HistoryEntry): string[] {
  const { number, hash, author, commit, publishedAt, restores, checks, state } = entry;
  const from = commit === null ? "" : `, commit ${commit.replace(/^[0-9a-f]{40}/, (text) => text.slice(0, shownHash))}`;
  const restored = restores === null ? "" : `, version ${restores} again`;
  const more = checks.changes.length - maxListed;
  return [
    `${number}  ${new Date(publishedAt).toISOString().slice(0, 16)}Z  ${hash}  ${state}  by ${author}${from}${restored}`,
    ...checks.changes.slice(0, maxListed).map(describeChange),
    ...(more > 0 ? [`    and ${more} more changes`] : []),
  ];
}

function describeChange({ level, coordinate, message, approved }: Version["checks"]["changes"][number]): string {
  const reason = approved === null ? "" : ` (approved: ${approved})`;
  return `    ${level}: ${coordinate}: ${message.replace(/\s*\n\s*/g, " ")}${reason}`;
}
