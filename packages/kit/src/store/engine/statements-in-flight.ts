/**
 * Statements in flight: those that a server has not answered yet. A manual clock stands still meanwhile. SQLite's are never in flight: they end
 * before other code of the process runs.
 */
const unanswered = new Set<Promise<unknown>>();

/** Notes a statement until it is answered, and returns its answer. */
export function noteStatement<T>(answer: Promise<T>): Promise<T> {
  const ended: Promise<unknown> = answer.catch(() => undefined).then(() => unanswered.delete(ended));
  unanswered.add(ended);
  return answer;
}

/** Resolves once each statement that is in flight now is answered: to false if there was none. */
export async function awaitStatements(): Promise<boolean> {
  if (unanswered.size === 0) return false;
  await Promise.all(unanswered);
  return true;
}
