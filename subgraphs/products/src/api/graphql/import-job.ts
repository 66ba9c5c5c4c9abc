/** Resolvers of import jobs and their problems. */
import type {
  ImportJobConnectionResolvers,
  ImportJobResolvers,
  ImportProblemConnectionResolvers,
} from "../../generated/resolvers.ts";
import { countImports, findVisibleImport } from "../../service/import/jobs.ts";
import { countProblems, listProblems } from "../../service/import/problems.ts";

export const ImportJob: ImportJobResolvers = {
  __resolveReference: ({ id }, context) => findVisibleImport(context, id),
  without: ({ withoutStock }) => (withoutStock ? ["STOCK"] : []),
  problems: (job, args, context) => listProblems(context, job, args),
};

export const ImportJobConnection: ImportJobConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => countImports(context, filter),
};

export const ImportProblemConnection: ImportProblemConnectionResolvers = {
  totalCount: (list, _args, context) => countProblems(context, list),
};
