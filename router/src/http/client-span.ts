/** The span of a client's request: it ends with the outcome, and failed and slow requests are kept. */

import type { Span } from "@hansa/kit/runtime/trace";
import { endRecording, keepRecording } from "@hansa/kit/tracing/spans";

/** Requests of this time and longer are exported although they were not sampled, in milliseconds. */
const slowMs = 1_000;

/** The end of a request; `status` is undefined if its client was gone before the response. */
type Outcome = { operation: string; status: number | undefined; hasErrors: boolean; ms: number };

/** Ends the span of a request, if it has one. */
export function endClientSpan(span: Span | undefined, { operation, status, hasErrors, ms }: Outcome): void {
  if (!span) return;
  span.name = operation;
  if (status === undefined) span.failure = "client gone";
  else {
    span.attributes = { "http.response.status_code": status };
    if (status >= 500) span.failure = String(status);
    else if (hasErrors) span.failure = "errors";
  }
  if (ms >= slowMs || (span.failure !== undefined && status !== undefined)) keepRecording(span);
  endRecording(span);
}
