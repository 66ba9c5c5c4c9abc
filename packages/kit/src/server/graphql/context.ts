/** The context of one GraphQL request, common to all subgraphs. */
import type { Identity, Origin, Viewer } from "../../identity/identity.ts";
import type { RequestBudget } from "../../runtime/request-budget.ts";

export type RequestContext = {
  viewer: Viewer;
  /** Checkout ids and guest tokens that the client presented. */
  guest: readonly string[];
  requestId: string;
  /** The origin of the request; nulls where it is unknown. */
  from: Origin;
  /** Notes that become extensions of the response. */
  notes: { replayed: boolean };
  /** The budget of the request; absent where nothing limits the work. */
  budget?: RequestBudget | undefined;
};

/** The context of a request with this identity and budget. */
export function requestContext({ viewer, guest, requestId, from }: Identity, budget: RequestBudget): RequestContext {
  return {
    viewer,
    guest,
    requestId,
    from: from ?? { address: null, agent: null },
    notes: { replayed: false },
    budget,
  };
}
