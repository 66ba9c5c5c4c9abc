/** Questions about what belongs to many things, a page of each: those that differ only in whose it is are one statement. */
import type { Reader, Store } from "@hansa/kit/store";
import DataLoader from "dataloader";

/** `asked` must be plain JSON: by it, questions are known to be alike. */
type Question<Asked> = { ownerId: string; asked: Asked };

/** Loads the rows of each owner, in the order in which the store gave them. All that is asked at once sees one snapshot. */
export function loadByOwner<Asked, Row extends { ownerId: string }>(
  store: Store,
  find: (db: Reader, ownerIds: readonly string[], asked: Asked) => Promise<readonly Row[]>,
): DataLoader<Question<Asked>, Row[]> {
  return new DataLoader(
    (questions) =>
      store.read(async (db) => {
        const alike = new Map(questions.map(({ asked }) => [JSON.stringify(asked), asked]));
        const found = new Map<string, readonly Row[]>();
        for (const [likeness, asked] of alike) {
          const those = questions.filter((question) => JSON.stringify(question.asked) === likeness);
          found.set(likeness, await find(db, [...new Set(those.map(({ ownerId }) => ownerId))], asked));
        }
        return questions.map(({ ownerId, asked }) =>
          (found.get(JSON.stringify(asked)) ?? []).filter((row) => row.ownerId === ownerId),
        );
      }),
    { cache: false },
  );
}
