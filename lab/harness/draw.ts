/** Draws by the hash of a commit: equal commits draw alike, and over many commits everything has its turn. */
import { createHash } from "node:crypto";

/** All of them, in an order that the commit draws. */
export function drawByCommit<Drawn>(
  commit: string,
  all: readonly Drawn[],
  nameOf: (one: Drawn) => string,
): readonly Drawn[] {
  const ranked = all.map((one) => ({ one, rank: hashOf(`${commit} ${nameOf(one)}`).toString("hex") }));
  return ranked.toSorted((one, other) => (one.rank < other.rank ? -1 : 1)).map(({ one }) => one);
}

/** A seed of 32 bits. */
export function seedOf(commit: string): number {
  return hashOf(commit).readUInt32BE();
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
