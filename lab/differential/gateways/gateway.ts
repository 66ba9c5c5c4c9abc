/** The gateways under comparison: what executes one operation over the test subgraphs. */
import type { ExecutionResult } from "graphql";
import type { ClientRequest } from "../model/monolith.ts";
import type { FetchSubgraph } from "../model/subgraphs.ts";

export type Gateway = {
  name: string;
  execute(request: ClientRequest, fetchSubgraph: FetchSubgraph): Promise<ExecutionResult>;
  close?(): Promise<void>;
};
