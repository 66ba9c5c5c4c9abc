/** Problems and notes of an import, in pages. */
import { type Connection, connectionOf, type PageArgs, readPage } from "@hansa/kit/graphql";
import type { Context } from "../../context.ts";
import type { ImportJobRow, ImportProblemRow } from "../../store/import/tables.ts";

/** A page of problems with its filter, which the total count needs. */
export type ImportProblemPage = Connection<ImportProblemRow> & { jobId: string; refused: boolean | undefined };

type ProblemArgs = PageArgs & {
  refused?: boolean | null | undefined;
};

/** Lists problems in the order of the file. */
export async function listProblems(
  { loaders }: Context,
  { id }: ImportJobRow,
  args: ProblemArgs,
): Promise<ImportProblemPage> {
  const page = readPage(args, 50, "problems");
  const refused = args.refused ?? undefined;
  const rows = await loaders.importProblems.load({ owner: id, input: { refused, page } });
  return { ...connectionOf(page, rows, ({ number, jobId }) => [number, jobId]), jobId: id, refused };
}

/** The number of problems of an import. */
export async function countProblems(
  { loaders }: Context,
  { jobId, refused }: Pick<ImportProblemPage, "jobId" | "refused">,
): Promise<number> {
  const [counted] = await loaders.importProblemCounts.load({ owner: jobId, input: { refused } });
  return counted?.count ?? 0;
}
