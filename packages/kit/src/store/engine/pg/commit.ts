/** The commits of a database's writer: each has a number and a token, by which it is found again where the connection was lost with its response. */
import type { Runtime } from "../../../runtime/runtime.ts";
import type { Connection } from "./connection.ts";
import { isLost, lost, unknownOutcome } from "./faults.ts";
import type { Progress } from "./progress.ts";
import type { WriterTransaction } from "./transaction.ts";

export type Commits = {
  /** Commits the transaction. Without `isNews` the commit has no number, and is not looked for. */
  commit(isNews: boolean): Promise<void>;
  /** How many commits of this process have numbers above `seen`, up to `last`. Those up to `last` are forgotten. */
  takeOwnCommits(seen: number, last: number): number;
};

const noteText = "INSERT INTO commits (n, token) SELECT coalesce(max(n), 0) + 1, $1 FROM commits RETURNING n";
/**
 * Finds a commit by its token, and changes its row: the commit behind it waits for the synchronous standby as the first one did, which may be
 * visible before the standby has it.
 */
const findText = "UPDATE commits SET token = token WHERE token = $1 RETURNING n";
const oldestText = "SELECT coalesce(min(n), 0) FROM commits";
/** Keeps ten thousand commits: one is asked for seconds after it happened, unless its process was paused. */
const trimText = "DELETE FROM commits WHERE n <= (SELECT max(n) FROM commits) - 10000";
const trimEvery = 1_000;
/** The most numbers of own commits that wait for a look at those of other processes. */
const maxOwn = 10_000;
/** How long the outcome of a commit is looked for after its connection was lost. */
const outcomeTimeoutMs = 4_000;

/** Opens the commits of the transactions on a connection. */
export function openCommits(
  connection: Connection,
  transaction: WriterTransaction,
  { runtime, note: noteProgress }: { runtime: Runtime } & Pick<Progress, "note">,
): Commits {
  const own = numbersUpTo(maxOwn);
  let notedCommits = 0;

  async function commit(isNews: boolean): Promise<void> {
    if (transaction.isSingle()) return transaction.settle().finally(transaction.end);
    if (!connection.isOpen()) throw lost(transaction.failure()?.error);
    const token = runtime.newId("commit");
    const before = transaction.commitsBefore();
    const numbered = isNews ? note(token) : undefined;
    const ended = transaction.command("COMMIT").then(
      (tag) => ({ tag }),
      (error: Error) => ({ error }),
    );
    const failed = await transaction.settle().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const end = await ended;
    transaction.end();
    if (failed && !isLost(failed.error)) throw failed.error;
    let number = numbered?.number;
    if ("error" in end) {
      if (!isLost(end.error) || !isNews) throw end.error;
      number = await findCommit(transaction, token, { before, cause: end.error, runtime });
      if (number === undefined) throw end.error;
    } else if (end.tag !== "COMMIT") throw new Error(`the commit ended with ${end.tag}`);
    if (number === undefined) return;
    notedCommits += 1;
    own.add(number);
    noteProgress(number);
  }

  /** Gives the commit its number, which is known once the statements of the transaction are settled. */
  function note(token: string): { number: number | undefined } {
    const noted: { number: number | undefined } = { number: undefined };
    transaction.defer(
      transaction.send(noteText, [token]).then(([row]) => {
        noted.number = Number(row?.[0]);
      }),
    );
    if (notedCommits % trimEvery === 0) transaction.defer(transaction.send(trimText));
    return noted;
  }

  return { commit, takeOwnCommits: own.take };
}

type Lost = { before: number; cause: Error; runtime: Pick<Runtime, "monotonic"> };

/**
 * The number of the commit whose connection was lost; undefined if it did not happen. The lock is free only once the server has ended its transaction.
 * A commit behind number `before` may be trimmed by now, as where the process was paused; then it is unknown.
 */
async function findCommit(
  transaction: WriterTransaction,
  token: string,
  { before, cause, runtime }: Lost,
): Promise<number | undefined> {
  try {
    await transaction.begin(runtime.monotonic() + outcomeTimeoutMs);
    const [found, [[oldest] = []]] = await Promise.all([
      transaction.send(findText, [token]),
      transaction.send(oldestText),
    ]);
    if (found.length === 0 && Number(oldest) <= before + 1) return undefined;
    if (found.length === 0) throw cause;
    if ((await transaction.command("COMMIT")) !== "COMMIT") throw cause;
    transaction.end();
    return Number(found[0]?.[0]);
  } catch {
    throw unknownOutcome(cause);
  } finally {
    if (transaction.isBegun()) transaction.rollback();
  }
}

/** Numbers until they are taken. Forgotten ones count as those of another process, which costs a look. */
function numbersUpTo(most: number): { add(number: number): void; take(seen: number, last: number): number } {
  const numbers = new Set<number>();
  return {
    add: (number) => {
      if (numbers.size >= most) numbers.clear();
      numbers.add(number);
    },
    take: (seen, last) => {
      let count = 0;
      for (const number of numbers) {
        if (number > last) continue;
        if (number > seen) count += 1;
        numbers.delete(number);
      }
      return count;
    },
  };
}
