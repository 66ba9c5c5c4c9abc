/** The person who works here, with the scopes by which pages and buttons are shown. */

import type { OfficeViewerQuery } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { type Reading, useReading } from "../graph/use-reading.ts";

const ViewerDocument = graphql(`
  query OfficeViewer {
    me { id displayName role scopes }
  }
`);

export type Viewer = NonNullable<OfficeViewerQuery["me"]>;

/** The scopes that pages and buttons of the office need. */
export type Scope =
  | "orders:read"
  | "orders:write"
  | "fulfilments:write"
  | "refunds:write"
  | "payments:read"
  | "payments:write"
  | "inventory:read"
  | "reviews:moderate"
  | "users:read";

export function useViewer(): Reading<OfficeViewerQuery> {
  return useReading(ViewerDocument, {}, { main: "me" });
}

/** Whether the role of this person allows it. */
export function allows(viewer: Viewer, scope: Scope): boolean {
  return viewer.scopes?.includes(scope) ?? false;
}
