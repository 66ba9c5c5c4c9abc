/** The face of `graphql`: schema, access to fields, loaders, pages and the limits of an operation. */

export { showTo } from "./access.ts";
export { type Alternatives, denialError, permits, type Rule } from "./access-denial.ts";
export { maxBodyDepth, measureBody, measureLeaf, measureName } from "./body-size.ts";
export { type ByteCache, documentBytes, openByteCache } from "./document-bytes.ts";
export { among, checkFilterValues, equals, type FilterValues, filteredList, from, until } from "./filtered-list.ts";
export {
  beyondCursor,
  type Keyset,
  limitOfPage,
  newestFirst,
  oldestFirst,
  orderOfPage,
  pageStatement,
} from "./keyset.ts";
export { batchesOf, clearLoaders, loadMany, loadOne, loadPages, memoize } from "./loaders.ts";
export { graphqlError } from "./operation/coded-errors.ts";
export { coerceVariables, type VariableProblem, variableErrors } from "./operation/coerce-variables.ts";
export { assertShortTexts } from "./operation/input-limits.ts";
export {
  exceededLimit,
  exceededToken,
  type MutationLimits,
  maxNameLength,
  nestedTooDeeply,
  noMutationLimits,
  type OperationLimits,
  usualLimits,
} from "./operation/limits.ts";
export { documentIds, findFormFault } from "./operation/request-form.ts";
export { reservedNamesRule } from "./operation/reserved-names.ts";
export { exceededVariables } from "./operation/variables.ts";
export {
  type Connection,
  connectionOf,
  type ListPage,
  maxCounted,
  maxListSize,
  type Page,
  type PageArgs,
  readPage,
  readSize,
  readTimePage,
  type TimeSort,
} from "./pages.ts";
export { subgraphSchema } from "./schema.ts";
