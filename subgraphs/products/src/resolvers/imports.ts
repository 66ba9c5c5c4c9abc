/** Files on their way into the shop: imports with their progress, uploads and pictures. */
import type {
  ImportJobConnectionResolvers,
  ImportJobResolvers,
  ImportProblemConnectionResolvers,
  MutationResolvers,
  QueryResolvers,
} from "../generated/resolvers.ts";
import { attachMedia, detachMedia } from "../service/attaching.ts";
import { cancelImport, countImports, findVisibleImport, listImports, startImport } from "../service/importing/jobs.ts";
import { countProblems, listProblems } from "../service/importing/problems.ts";
import { startUpload } from "../service/uploads.ts";

export const importQueries: QueryResolvers = {
  importJob: (_parent, { id }, context) => findVisibleImport(context, id),
  importJobs: (_parent, args, context) => listImports(context, args),
};

export const importMutations: MutationResolvers = {
  uploadStart: (_parent, { input }, context) => startUpload(context, input),
  mediaAttach: (_parent, { input }, context) => attachMedia(context, input),
  mediaDetach: (_parent, { input }, context) => detachMedia(context, input),
  importStart: (_parent, { input }, context) => startImport(context, input),
  importCancel: (_parent, { input }, context) => cancelImport(context, input),
};

export const ImportJob: ImportJobResolvers = {
  problems: (job, args, context) => listProblems(context, job, args),
};

export const ImportJobConnection: ImportJobConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => countImports(context, filter),
};

export const ImportProblemConnection: ImportProblemConnectionResolvers = {
  totalCount: (list, _args, context) => countProblems(context, list),
};
