/** The context of one GraphQL request, common to all subgraphs. */
import type { Identity, Origin, Viewer } from "../../identity/identity.ts";
import type { RequestBudget } from "../../runtime/request-budget.ts";

/** Notes about the response. */
type ResponseNotes = {
  /** It is that of an earlier request with the same key. */
  replayed: boolean;
  /** The listener that answers the client holds it to the next step, so that its time reveals nothing. */
  isHeld: boolean;
};

export type RequestContext = {
  viewer: Viewer;
  /** Checkout ids and guest tokens that the client presented. */
  guest: readonly string[];
  requestId: string;
  /** The origin of the request; nulls where it is unknown. */
  from: Origin;
  notes: ResponseNotes;
  /** Whether our router asked: then it answers the client. */
  isSigned: boolean;
  /** The budget of the request; absent where nothing limits the work. */
  budget?: RequestBudget | undefined;
};

/** The context of a request with this identity and budget. */
export function requestContext(
  { viewer, guest, requestId, from }: Identity,
  { isSigned, budget }: Pick<RequestContext, "isSigned" | "budget">,
): RequestContext {
  return {
    viewer,
    guest,
    requestId,
    from: from ?? { address: null, agent: null },
    notes: { replayed: false, isHeld: false },
    isSigned,
    budget,
  };
}

/** The extensions of a response. Clients read `replayed`; `held` is for the router, which takes it out. */
export function extensionsOf({ notes, isSigned }: RequestContext): { replayed?: true; held?: true } | undefined {
  const isHeld = notes.isHeld && isSigned;
  if (!notes.replayed && !isHeld) return undefined;
  return { ...(notes.replayed ? { replayed: true } : {}), ...(isHeld ? { held: true } : {}) };
}
