/** Names that callers choose, of operations and clients: a bounded number is counted apart, and guests of one network cannot take all places. */
import type { Identity } from "@hansa/kit/identity";
import { LRUCache } from "lru-cache";

/** The caller that uses a name; undefined for a name of ours. */
export type NameUser = Pick<Identity, "viewer" | "sender"> | undefined;

/** The new names whose first user is remembered, until another one uses them. */
const maxCandidates = 1_000;

/**
 * Opens a number of places for names. It answers whether a name has a place, or takes one. Half of the places are for names that a signed-in person
 * or an API client uses, or guests of two networks do: however many names one guest makes up, those of the shop's front ends find a place.
 */
export function openCountedNames(places: number): (name: string, user: NameUser) => boolean {
  const counted = new Set<string>();
  const firstUsers = new LRUCache<string, string>({ max: maxCandidates });

  /** Whether more than one guest's network uses the name. Without senders all callers are trusted. */
  function isTrusted(name: string, user: NameUser): boolean {
    if (!user?.sender || user.viewer.kind !== "guest") return true;
    const first = firstUsers.get(name);
    if (first === undefined) firstUsers.set(name, user.sender.id);
    return first !== undefined && first !== user.sender.id;
  }

  return (name, user) => {
    if (counted.has(name)) return true;
    if (counted.size >= places) return false;
    if (counted.size >= places / 2 && !isTrusted(name, user)) return false;
    counted.add(name);
    return true;
  };
}
