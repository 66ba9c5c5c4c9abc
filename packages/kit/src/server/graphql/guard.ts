/** The guard in front of every execution, compiled or by Apollo Server. */
import { type GraphQLError, OperationTypeNode } from "graphql";
import { graphqlError } from "../../graphql/operation/coded-errors.ts";
import { sessionRefusal } from "../../identity/revocation/graphql-session-check.ts";
import type { SessionCheck } from "../../identity/revocation/session-check.ts";
import type { RequestContext } from "./context.ts";

/**
 * Refuses subscriptions, and the operations of a viewer whose session is not live, before any of them is executed. Lets queries end with their
 * caller.
 */
export async function refuseOperation(
  sessions: SessionCheck,
  { viewer, budget }: RequestContext,
  kind: OperationTypeNode,
): Promise<GraphQLError | undefined> {
  if (kind === OperationTypeNode.SUBSCRIPTION)
    return graphqlError("OPERATION_NOT_SUPPORTED", "There are no subscriptions.");
  if (budget) budget.endsWithCaller = kind === OperationTypeNode.QUERY;
  const verdict = await sessions.check(viewer, kind === OperationTypeNode.MUTATION);
  return verdict === "live" ? undefined : sessionRefusal(verdict);
}
