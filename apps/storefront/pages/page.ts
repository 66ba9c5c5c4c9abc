/** A page of the storefront: an address, a question to one service, and what is shown. */
import type { ReactNode } from "react";
import type { AskGraph } from "../shop/ask-graph.ts";
import type { ShopFacts } from "../shop/facts.ts";
import type { Place } from "../shop/links.ts";
import type { Language } from "../shop/texts.ts";

export type PageRequest = {
  place: Place;
  language: Language;
  /** The currency that was chosen, or the shop's usual one; null while that is unknown. */
  currency: string | null;
  params: Readonly<Record<string, string>>;
  search: URLSearchParams;
  ask: AskGraph;
  facts: ShopFacts;
  /** The whole address of a path; the path itself in a shop that has no address yet. */
  absolute(path: string): string;
};

type SharedPicture = { url: string; alt: string };

export type FoundPage = {
  kind: "found";
  title: string;
  description?: string;
  /** The picture that other sites show beside a link to the page. */
  picture?: SharedPicture | undefined;
  main: ReactNode;
  /** Whether a part is missing because a service is away: such a page is stored by no cache. */
  isPartial?: boolean;
  /** Whether its last good rendering is kept for the time in which its service is away: only where the catalogue bounds the addresses. */
  isKept?: boolean;
  /** Whether its header leads nowhere but to the cart: a buyer should finish it. */
  isQuiet?: boolean;
  /** Whether search engines leave it out. */
  isHidden?: boolean;
  /** The address of the shown thing, without the prefix of a language: search engines keep the page under it, however it was spelled. */
  address?: string;
};

/**
 * `missing`: the graph said so, or refused what the address names. `unknown`: its main part has failed; the last good page is shown, or without
 * one `instead`.
 */
export type LoadedPage =
  | FoundPage
  | { kind: "moved"; to: string }
  | { kind: "missing" }
  | { kind: "unknown"; instead?: FoundPage };

export type Page = {
  name: string;
  /** Whether it loads the script of a payment provider: by its header the router allows the provider's hosts. */
  takesPayments?: boolean;
  /** Whether it is the page of an account, or of its password: no cache stores it. */
  isPrivate?: boolean;
  /** The parameters of its address that its links repeat; a name that ends with a dot stands for all that begin with it. */
  parameters?: readonly string[];
  /** Whether they say no more than which part of the thing is shown: while its service is away, the page without them stands in. */
  showsPartByParameters?: boolean;
  load(request: PageRequest): Promise<LoadedPage>;
};
