/** Answers of registers of VAT ids, which are asked again after a while. */
import { rowBy, statement, type Tx } from "@hansa/kit/store";
import { getTableColumns, lt } from "drizzle-orm";
import { vatIdAnswers } from "../tables.ts";

export const findVatIdAnswer = rowBy(vatIdAnswers, vatIdAnswers.key);

/** Keeps an answer in the place of an earlier one. */
export const keepVatIdAnswer = statement([getTableColumns(vatIdAnswers)], (tx: Tx, answer) => {
  const { state, checkedAt, consultation } = answer;
  return tx
    .insert(vatIdAnswers)
    .values(answer)
    .onConflictDoUpdate({ target: vatIdAnswers.key, set: { state, checkedAt, consultation } });
});

/** Drops the answers from before this time. */
export const dropVatIdAnswers = statement([vatIdAnswers.checkedAt], (tx: Tx, before) =>
  tx.delete(vatIdAnswers).where(lt(vatIdAnswers.checkedAt, before)),
);
