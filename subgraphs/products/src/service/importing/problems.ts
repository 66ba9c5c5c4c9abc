/** What an import found, a page at a time. */
import { type Connection, connectionOf, readPage } from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import type { ImportJobRow, ImportProblemRow } from "../../store/import-tables.ts";
import { countImportProblems, findImportProblems, type ImportProblemFilter } from "../../store/imports.ts";

/** A page of problems that remembers its filter, for whoever also asks for the count. */
export type ImportProblemPage = Connection<ImportProblemRow> & { filter: ImportProblemFilter };

type ProblemArgs = {
  first?: number | null | undefined;
  after?: string | null | undefined;
  refused?: boolean | null | undefined;
};

/** In the order of the file. */
export async function listProblems(
  { store }: Context,
  { id }: ImportJobRow,
  args: ProblemArgs,
): Promise<ImportProblemPage> {
  const page = readPage(args, 50, "problems");
  const filter = { jobId: id, refused: args.refused ?? undefined };
  const rows = await store.read((db) => findImportProblems(db, filter, page));
  return { ...connectionOf(page, rows, ({ number, jobId }) => [number, jobId]), filter };
}

export function countProblems({ store }: Context, filter: ImportProblemFilter): Promise<number> {
  return store.read((db) => countImportProblems(db, filter));
}
