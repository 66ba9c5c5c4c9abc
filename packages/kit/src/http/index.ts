/** The face of `http`: exchanges, addresses, heads and bodies of requests and responses. */
export {
  type BodyBounds,
  bytesOf,
  closeIfSlow,
  closeUnread,
  discardBody,
  forbiddenKeyOf,
  isJsonType,
  parseJson,
  parseJsonText,
  readBody,
  sendBytes,
} from "./exchange.ts";
export { graphqlPath, isGraphqlUrl, namesPath, requestsPage } from "./graphql-address.ts";
export { holdResponse } from "./held-responses.ts";
export { isLoopbackHost, trustedHosts } from "./hosts.ts";
export { closeListener, openLifecycle, openReadiness, readiness, readyPath } from "./lifecycle.ts";
export type { Fault } from "./refusals.ts";
export { closeWithRefusal, type HeadFault, refuseMalformedHttp } from "./request-head.ts";
export { readRequestId } from "./request-id.ts";
export { ResponseTooLargeError, readResponseText } from "./response-body.ts";
