/** The face of the graph's client. */
export { createGraphClient } from "./client.ts";
export { type GraphError, type GraphResponse, hasFailed, isRefused, type TypedDocument } from "./response.ts";
export { type SignInOutcome, signIn, signOut } from "./session.ts";
