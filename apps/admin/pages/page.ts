/** A page of the office: the scope that it needs, if any, and its module, which is loaded when it is shown first. */
import type { ComponentType } from "react";
import type { Place } from "../shop/places/places.ts";
import type { Scope, Viewer } from "../shop/session/viewer.ts";

/** `params` are the parts of the path that have a name. */
export type PageProps = { place: Place; params: Readonly<Record<string, string>>; viewer: Viewer };

export type PageRoute = {
  /** Parts that begin with a colon stand for any text. */
  path: string;
  /** Absent: all staff have it. */
  scope?: Scope;
  load(): Promise<ComponentType<PageProps>>;
};
