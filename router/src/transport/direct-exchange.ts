/** One exchange with a subgraph of this process, within the same deadline and size limit as over HTTP. */
import { measureBody } from "@hansa/kit/graphql/body-size";
import type { Identity } from "@hansa/kit/identity/identity";
import { type Bounds, type Exchange, tooLarge } from "@hansa/kit/rpc/instances/exchange";
import type { DirectRequest } from "@hansa/kit/server/graphql/in-process";
import type { GraphqlServer } from "@hansa/kit/server/graphql/server";
import type { Fetch } from "../execution/plan.ts";
import type { Response } from "./envelope.ts";

/** The outcome of a fetch. */
export type FetchExchange = Exchange<Response>;

/** Hands the fetch to a subgraph of this process. */
export function exchangeDirectly(
  answer: GraphqlServer["answer"],
  identity: Identity,
  { operation: { query, operationName }, variables }: Fetch,
  { deadline, allowance, ...asked }: Bounds & Pick<DirectRequest, "timeoutMs" | "isExplained">,
): Promise<FetchExchange> {
  return new Promise((resolve) => {
    const request = { identity, query, operationName, variables, ...asked };
    const direct: DirectRequest = { ...request, answerBytes: allowance.bytes, onDisconnect: undefined };
    const end = (outcome: FetchExchange) => {
      deadline.onPassed = undefined;
      resolve(outcome);
    };
    const giveUp = () => {
      direct.onDisconnect?.();
      end({ kind: "late", cause: "no answer within the deadline" });
    };
    deadline.onPassed = giveUp;
    answer(direct).then(
      ({ status, body }) => {
        // An answer after the deadline counts for nothing.
        if (deadline.isPassed) return;
        const size = measureBody(body, allowance.bytes);
        const isTooDeep = Number.isNaN(size);
        if (size > allowance.bytes) return end({ kind: "oversized", cause: tooLarge });
        if (!isTooDeep) allowance.bytes -= size;
        end({ kind: "answered", status, response: { body, isTooDeep } });
      },
      (error) => end({ kind: "broken", cause: String(error) }),
    );
  });
}
