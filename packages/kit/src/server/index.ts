/** The face of `server`: the GraphQL server, the internal server, listeners and the state of a process. */
export { compileOperation } from "../execution/compile.ts";
export { type Allowance, executeCompiled } from "../execution/execute.ts";
export {
  findAccessFaults,
  needsProxies,
  proxiesVariable,
} from "./access/config.ts";
export type { RequestContext } from "./graphql/context.ts";
export { maskError } from "./graphql/errors.ts";
export { openGraphqlServer, responseBytesHeader, timeoutHeader } from "./graphql/server.ts";
export { sendRefusal } from "./http-server.ts";
export {
  type Handlers,
  handleOperation,
  type OperationHandler,
  type OutsideRoutes,
  openInternalServer,
} from "./internal-server.ts";
export { guardRequests, serverOptions } from "./listener/connections.ts";
export { foreignHost, refuseForeignHosts } from "./listener/private-hosts.ts";
export { openUnsent, type Unsent, type UnsentLimits, unsentRefusal, usualUnsentLimits } from "./listener/unsent.ts";
export { closeAlarm } from "./status/alarm-closing.ts";
export {
  collectGauges,
  type ProcessReport,
  processReport,
  type Reported,
  type ReportedGauge,
  readReport,
  reportState,
  type StoredReport,
  summarizeChecks,
} from "./status/report.ts";
