/** Questions about many imports: those that differ only in their import are one statement. */
import type { Reader, Store } from "@hansa/kit/store";
import DataLoader from "dataloader";

type Question<Asked> = { jobId: string; asked: Asked };

/** Loads the rows of each question, in the order in which the store gave them. */
export function loadByImport<Asked, Row extends { jobId: string }>(
  store: Store,
  find: (db: Reader, jobIds: readonly string[], asked: Asked) => Promise<readonly Row[]>,
): DataLoader<Question<Asked>, Row[]> {
  return new DataLoader(
    (questions) =>
      store.read(async (db) => {
        const found = new Map<string, readonly Row[]>();
        for (const { asked } of questions) {
          const likeness = JSON.stringify(asked);
          if (found.has(likeness)) continue;
          const alike = questions.filter((other) => JSON.stringify(other.asked) === likeness);
          found.set(
            likeness,
            await find(
              db,
              alike.map(({ jobId }) => jobId),
              asked,
            ),
          );
        }
        return questions.map(({ jobId, asked }) =>
          (found.get(JSON.stringify(asked)) ?? []).filter((row) => row.jobId === jobId),
        );
      }),
    { cache: false },
  );
}
