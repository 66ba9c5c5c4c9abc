/** Operations for people only: an API client has scopes, but no account and no cart. */
import { CodedError } from "../runtime/errors.ts";
import type { Viewer } from "./identity.ts";

export type Person = Extract<Viewer, { kind: "user" }>;

/** The person of a request. Throws FORBIDDEN for an API client, which passes `@authenticated`, and UNAUTHENTICATED for others. */
export function requirePerson(viewer: Viewer): Person {
  if (viewer.kind === "user") return viewer;
  if (viewer.kind === "client") throw new CodedError("FORBIDDEN", "This is for people. An API client has no account.");
  throw new CodedError("UNAUTHENTICATED", "Sign in first.");
}
