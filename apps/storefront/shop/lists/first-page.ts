/** The first page of a list, in place of one behind a place that the list does not have. */
import type { GraphResponse } from "@hansa/front/graph";
import { linkTo, type Place } from "../links.ts";
import { isRefused } from "../main-part.ts";
import { type Listing, withPlace } from "./listing.ts";

/** Leads to the first page if the graph refused a request that named a place; undefined otherwise. */
export function firstPageOf(
  place: Place,
  { after }: Pick<Listing, "after">,
  response: Pick<GraphResponse<object>, "errors">,
): { kind: "moved"; to: string } | undefined {
  if (after === null || !isRefused(response)) return undefined;
  const [path = "/", query = ""] = place.path.split("?");
  return { kind: "moved", to: linkTo(place, `${path}?${withPlace(new URLSearchParams(query), null)}`) };
}
