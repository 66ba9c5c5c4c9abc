/** What only people do: a program has scopes, but no account, no cart and no name to sign with. */
import { codedError } from "./errors.ts";
import type { Viewer } from "./identity.ts";

export type Person = Extract<Viewer, { kind: "user" }>;

/** The person who asks. Throws FORBIDDEN for a program, which the rules of the schema let in as signed in, and UNAUTHENTICATED for others. */
export function requirePerson(viewer: Viewer): Person {
  if (viewer.kind === "user") return viewer;
  if (viewer.kind === "client") throw codedError("FORBIDDEN", "This is for people. An API client has no account.");
  throw codedError("UNAUTHENTICATED", "Sign in first.");
}
