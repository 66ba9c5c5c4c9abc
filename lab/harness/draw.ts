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

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
