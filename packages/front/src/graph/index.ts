/** The face of the graph's client. */
export { createGraphClient } from "./client.ts";
export { type GraphError, type GraphResponse, hasFailed, type TypedDocument } from "./response.ts";
