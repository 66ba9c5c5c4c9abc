/** Questions about the lists of many collections: those that differ only in their collection are one statement. */
import type { Reader, Store } from "@hansa/kit/store";
import DataLoader from "dataloader";

/** A question about the list of one collection, or (null) about that of the whole shop. */
type Question<Asked> = { collectionId: string | null; asked: Asked };

type Find<Asked, Row> = (db: Reader, collectionIds: readonly string[] | null, asked: Asked) => Promise<readonly Row[]>;

/** Loads the rows of each question, in the order in which the store gave them. All that is asked at once sees one snapshot. */
export function loadByCollection<Asked, Row extends { collectionId: string | null }>(
  store: Store,
  find: Find<Asked, Row>,
): DataLoader<Question<Asked>, Row[]> {
  return new DataLoader(
    (questions) =>
      store.read(async (db) => {
        const answers = new Map<Question<Asked>, Row[]>();
        for (const alike of groupAlike(questions)) {
          const [{ asked, collectionId }] = alike;
          const collectionIds = collectionId === null ? null : alike.flatMap((question) => question.collectionId ?? []);
          const rows = await find(db, collectionIds, asked);
          for (const question of alike)
            answers.set(
              question,
              rows.filter((row) => row.collectionId === question.collectionId),
            );
        }
        return questions.map((question) => answers.get(question) ?? []);
      }),
    { cache: false },
  );
}

type Alike<Asked> = [Question<Asked>, ...Question<Asked>[]];

function groupAlike<Asked>(questions: readonly Question<Asked>[]): Alike<Asked>[] {
  const groups = new Map<string, Alike<Asked>>();
  for (const question of questions) {
    const likeness = JSON.stringify([question.collectionId === null, question.asked]);
    const group = groups.get(likeness);
    if (group) group.push(question);
    else groups.set(likeness, [question]);
  }
  return [...groups.values()];
}
