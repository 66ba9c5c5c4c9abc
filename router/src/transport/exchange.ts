/** One exchange with a subgraph, over HTTP or in this process, within its deadline and size limit. Faults are results; it never throws. */
import type { Identity } from "@hansa/kit/identity/identity";
import type { DirectRequest } from "@hansa/kit/server/graphql/in-process";
import type { GraphqlServer } from "@hansa/kit/server/graphql/server";
import type { Dispatcher, Pool } from "undici";
import type { Fetch } from "../execution/plan.ts";
import { measureBody, type Response } from "./envelope.ts";

export type Exchange =
  | { kind: "answered"; status: number; response: Response }
  /** Nothing reached the subgraph. */
  | { kind: "unreachable"; cause: string }
  /** The connection broke: the request may have arrived, and no complete response came back. */
  | { kind: "broken"; cause: string }
  /** The deadline passed: the request may have arrived. */
  | { kind: "late"; cause: string }
  /** The response exceeds the size limit. */
  | { kind: "oversized"; cause: string };

/** The bounds of an exchange. */
export type Bounds = { deadline: Deadline; allowance: Allowance };

/** The remaining bytes of the responses to one client's request, all of its fetches together. */
export type Allowance = { bytes: number };

/** The end of the time for one fetch; `onPassed` ends the exchange in progress. */
export type Deadline = { isPassed: boolean; onPassed: (() => void) | undefined };

/** Faults of undici and of the system that mean that no connection was made. */
const connectionFaults = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const tooLarge = "the answers are larger than one request may have";

/** Sends the request and reads the whole response. Undici's handler is used directly: a stream for each response costs more than the rest. */
export function exchange(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  { deadline, allowance }: Bounds,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let status = 0;
    let isOversized = false;
    const end = (outcome: Exchange) => {
      deadline.onPassed = undefined;
      resolve(outcome);
    };
    pool.dispatch(request, {
      onRequestStart(controller) {
        const abort = () => controller.abort(new Error("no answer within the deadline"));
        deadline.onPassed = abort;
        if (deadline.isPassed) abort();
      },
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        isOversized = size > allowance.bytes;
        if (isOversized) controller.abort(new Error(tooLarge));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        // Subtracted at the end, so that a response that is too large costs the other fetches nothing.
        allowance.bytes -= size;
        const [only] = chunks;
        const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks);
        end({ kind: "answered", status, response: { bytes } });
      },
      onResponseError(_controller, error) {
        end(isOversized ? { kind: "oversized", cause: error.message } : failureOf(error, deadline));
      },
    });
  });
}

/** Hands the fetch to a subgraph of this process, with the same deadline and size limit. */
export function exchangeDirectly(
  answer: GraphqlServer["answer"],
  identity: Identity,
  { operation: { query, operationName }, variables }: Fetch,
  { deadline, allowance }: Bounds,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const direct: DirectRequest = { identity, query, operationName, variables, onDisconnect: undefined };
    const end = (outcome: Exchange) => {
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
        const size = measureBody(body);
        const isTooDeep = Number.isNaN(size);
        if (size > allowance.bytes) return end({ kind: "oversized", cause: tooLarge });
        if (!isTooDeep) allowance.bytes -= size;
        end({ kind: "answered", status, response: { body, isTooDeep } });
      },
      (error) => end({ kind: "broken", cause: String(error) }),
    );
  });
}

function failureOf(error: Error, deadline: Deadline): Exchange {
  const cause = error.message;
  const code = "code" in error ? String(error.code) : "";
  if (connectionFaults.has(code)) return { kind: "unreachable", cause };
  return deadline.isPassed ? { kind: "late", cause: "no answer within the deadline" } : { kind: "broken", cause };
}
