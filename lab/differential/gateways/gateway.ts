/** The gateways under comparison: what executes one operation over the test subgraphs. */
import type { ExecutionResult } from "graphql";
import type { ClientRequest } from "../world/monolith.ts";
import type { FetchSubgraph } from "../world/subgraphs.ts";

export type Gateway = {
  name: string;
  execute(request: ClientRequest, fetchSubgraph: FetchSubgraph): Promise<ExecutionResult>;
  close?(): Promise<void>;
};
