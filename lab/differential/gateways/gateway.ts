/** The gateways under comparison: what executes one operation over the test subgraphs. */
import type { ExecutionResult } from "graphql";
import type { ClientRequest } from "../monolith.ts";
import type { FetchSubgraph } from "../subgraphs.ts";

export type Gateway = {
  name: string;
  execute(request: ClientRequest, fetchSubgraph: FetchSubgraph): Promise<ExecutionResult>;
  close?(): Promise<void>;
};

/** With its default of 10,000 evaluated plans the planner takes up to half a minute for one generated operation. */
export const plannerOptions = { debug: { maxEvaluatedPlans: 100, pathsLimit: 200 } };
