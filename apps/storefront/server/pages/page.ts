/** A page of the storefront: an address, a question to one service, and what is shown. */
import { type GraphResponse, hasFailed } from "@hansa/front/graph";
import type { ReactNode } from "react";
import type { Place } from "../../shop/links.ts";
import type { Language } from "../../shop/texts.ts";
import type { AskGraph } from "../graph.ts";
import type { ShopFacts } from "../shop-facts.ts";

export type PageRequest = {
  place: Place;
  language: Language;
  /** The currency that was chosen, or the shop's usual one; null while that is unknown. */
  currency: string | null;
  params: Readonly<Record<string, string>>;
  search: URLSearchParams;
  ask: AskGraph;
  facts: ShopFacts;
};

export type FoundPage = {
  kind: "found";
  title: string;
  description?: string;
  main: ReactNode;
  /** Whether a part is missing because a service is away: such a page is stored by no cache. */
  isPartial?: boolean;
  /** Whether its last good rendering is kept for the time in which its service is away: only where the catalogue bounds the addresses. */
  isKept?: boolean;
  /** Whether search engines leave it out. */
  isHidden?: boolean;
};

/** `missing`: the graph said so, or refused what the address names. `unknown`: its main part has failed. */
export type LoadedPage = FoundPage | { kind: "moved"; to: string } | { kind: "missing" } | { kind: "unknown" };

export type Page = {
  name: string;
  /** Whether it loads the script of a payment provider: by its header the router allows the provider's hosts. */
  takesPayments?: boolean;
  load(request: PageRequest): Promise<LoadedPage>;
};

/** The page in place of one whose main part, a root field, is null: nothing that a visitor wrote is an outage. */
export function withoutMain(response: GraphResponse<object>, field: string): LoadedPage {
  if (isRefused(response)) return { kind: "missing" };
  return { kind: hasFailed(response, field) ? "unknown" : "missing" };
}

/** Whether the graph refused what the visitor wrote: a cursor, a slug or a text that no page of the shop leads to. */
export function isRefused({ errors }: Pick<GraphResponse<object>, "errors">): boolean {
  return errors.some(({ extensions }) => extensions?.code === "BAD_USER_INPUT");
}
