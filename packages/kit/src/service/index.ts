/** The face of `service`: configuration, addresses, and the process of a service. */
export { addressVariables, graphOrigins, internalOrigins, portsOf, routerOrigins } from "./addresses.ts";
export {
  addressIn,
  commonVariables,
  crashOf,
  developmentSecret,
  folderOf,
  mailOptions,
  mailVariables,
  readDrainMs,
  readEnvironment,
  readKeyRing,
  secretList,
} from "./config.ts";
export { graphqlSettings, graphqlVariables } from "./graphql-config.ts";
export { onStopSignal, type Running, runProcess, stopTimeoutMs } from "./process.ts";
export { observeProcess } from "./process-metrics.ts";
export { listen, openSubgraph, type Subgraph, type SubgraphParts } from "./subgraph.ts";
