/** Refusals of a service over HTTP, in the shape of a GraphQL error, so that every caller parses one shape. */

import { CodedError, type ErrorCode } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";
import type { LogFields } from "../runtime/log-line.ts";

/** An error for the caller: the status of its response, and what it says. */
export type Fault = { status: number; code: ErrorCode; message: string };

/** The code and message for each status; any other status is an internal error and is logged. */
const refusals = {
  400: ["BAD_REQUEST", "The body is not JSON."],
  401: ["UNAUTHENTICATED", "This service accepts requests of the router and its peers only."],
  404: ["NOT_FOUND", "There is nothing at this address."],
  405: ["METHOD_NOT_ALLOWED", "Use POST."],
  413: ["PAYLOAD_TOO_LARGE", "The request is larger than this service reads."],
  415: ["UNSUPPORTED_MEDIA_TYPE", "Send JSON."],
  503: ["SUBGRAPH_UNAVAILABLE", "This service is stopping."],
} as const satisfies Record<number, readonly [ErrorCode, string]>;

/** A status with which services refuse requests. */
export type RefusalStatus = keyof typeof refusals;

/** The refusal with this status. */
export function faultOfStatus(status: RefusalStatus): Fault {
  const [code, message] = refusals[status];
  return { status, code, message };
}

/** Whether services refuse requests with this status. */
export function isRefusalStatus(status: unknown): status is RefusalStatus {
  return typeof status === "number" && Object.hasOwn(refusals, status);
}

/** The body of a refusal. */
export function refusalBody({ code, message }: Pick<Fault, "code" | "message">): object {
  return { errors: [{ message, extensions: { code } }] };
}

/** The refusal of input that is no HTTP, as text. */
export const malformedText = JSON.stringify(
  refusalBody({ code: "BAD_REQUEST", message: "This is no HTTP request that this service reads." }),
);

/** The response to a request that failed with a coded error; undefined for any other. `fields` are logged. */
export function codedFault(error: unknown, log: Log, fields: LogFields = {}): Fault | undefined {
  if (!(error instanceof CodedError)) return undefined;
  const { code } = error.extensions;
  if (code === "STORE_UNAVAILABLE") log.error({ err: error, ...fields }, "http server: store unavailable");
  return { status: code === "BAD_USER_INPUT" ? 400 : 503, code, message: error.message };
}

/** The response to a request that failed; it is logged unless its sender is told the reason. */
export function faultOf(error: unknown, log: Log): Fault {
  const coded = codedFault(error, log);
  if (coded) return coded;
  log.error({ err: error }, "http server: request failed");
  return { status: 500, code: "INTERNAL_SERVER_ERROR", message: "Something broke on our side." };
}
