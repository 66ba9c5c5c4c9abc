/** The first page of a list, in place of one behind a place that the list does not have. */
import { type GraphResponse, isRefused } from "@hansa/front/graph";
import { linkTo, type Place } from "../links.ts";
import { type Listing, pathWithPlace } from "./listing.ts";

/** Leads to the first page if the graph refused a request that named a place; undefined otherwise. */
export function firstPageOf(
  place: Place,
  { after }: Pick<Listing, "after">,
  response: Pick<GraphResponse<object>, "errors">,
): { kind: "moved"; to: string } | undefined {
  if (after === null || !isRefused(response)) return undefined;
  return { kind: "moved", to: linkTo(place, pathWithPlace(place.path, null)) };
}
