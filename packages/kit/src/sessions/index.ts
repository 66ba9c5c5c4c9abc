/** The face of `sessions`: the feed of ended sessions, and the check of each request against it. */
export { sessionRefusals } from "./graphql-session-check.ts";
export { type Revocation, type RevocationPage, type RevocationRequest, revocationsFor } from "./revocation-feed.ts";
export { needsFreshFeed, openPeerSessionCheck, openSessionCheck, type SessionCheck } from "./session-check.ts";
