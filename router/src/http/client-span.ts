/** The end of the span of a client's request, with the outcome. */

import type { Span } from "@hansa/kit/runtime";
import { endSpan } from "@hansa/kit/tracing";

/** The end of a request; `status` is undefined if its client was gone before the response. */
type Outcome = { operation: string; status: number | undefined; hasErrors: boolean };

/** Ends the span of a request, if it has one. */
export function endClientSpan(span: Span | undefined, { operation, status, hasErrors }: Outcome): void {
  if (!span) return;
  span.name = operation;
  if (status === undefined) span.failure = "client gone";
  else {
    span.attributes = { "http.response.status_code": status };
    if (status >= 500) span.failure = String(status);
    else if (hasErrors) span.failure = "errors";
  }
  endSpan(span);
}
