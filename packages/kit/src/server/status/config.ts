/** The commit of the programs, from the environment. */

/** The commit that this process was told; null if none. */
export function readCommit(): string | null {
  return process.env.HANSA_COMMIT || null;
}
