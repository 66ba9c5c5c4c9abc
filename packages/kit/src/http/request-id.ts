/** Ids of requests: the client's own where it has the right form, so that both sides find a request under one id. */
import type { IncomingHttpHeaders } from "node:http";
import type { Runtime } from "../runtime/runtime.ts";

/** The form of a request id that is taken over from the client; others are replaced. */
const requestIdForm = /^[A-Za-z0-9_-]{8,64}$/;

/** The id of a request: the client's own, or a new one. */
export function readRequestId(headers: IncomingHttpHeaders, runtime: Pick<Runtime, "newId">): string {
  const header = headers["x-request-id"];
  return typeof header === "string" && requestIdForm.test(header) ? header : runtime.newId("req");
}
