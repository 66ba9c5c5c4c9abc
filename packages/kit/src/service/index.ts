/** The face of `service`: configuration, addresses, and the process of a service. */
export { addressVariables, graphOrigins, internalOrigins, portsOf, routerOrigins } from "./addresses.ts";
export {
  addressIn,
  commonVariables,
  developmentSecret,
  folderOf,
  mailOptions,
  mailVariables,
  readDrainMs,
  readEnvironment,
  readKeyRing,
  secretList,
  storePlace,
} from "./config.ts";
export { databaseVariables } from "./database-config.ts";
export { type Configurable, defineService, type Opened, runService } from "./define-service.ts";
export { isHttpOrigin, isOrigin, originList } from "./origin-list.ts";
export { onStopSignal, type Running, runProcess, stopTimeoutMs } from "./process.ts";
export { observeProcess } from "./process-metrics.ts";
export { serviceConfig, serviceVariables } from "./service-config.ts";
export { probeSharedFolder } from "./shared-folder.ts";
export { listen, type Subgraph } from "./subgraph.ts";
