/** Parts of web addresses: made from a title, checked, and a free one proposed where one is taken. */
import { type InputProblem, problem } from "@hansa/kit/refusals";

const longestSlug = 100;

/** The title as a part of a web address: small letters and digits, joined by hyphens. The tail of `id` where a title has neither. */
export function slugOf(title: string, id: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
  return trimHyphens(trimHyphens(plain.replace(/[^a-z0-9]+/g, "-")).slice(0, longestSlug)) || tailOf(id);
}

/** Nothing is wrong with a slug that was not given. */
export function checkSlug(slug: string | null | undefined): InputProblem[] {
  if (typeof slug !== "string" || (slug.length <= longestSlug && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))) return [];
  const message = `A web address has small letters, digits and single hyphens between them, ${longestSlug} at most.`;
  return [problem("slug", "FORMAT", message)];
}

/**
 * Proposes the slug with a number behind it or, if many have been taken like that, with the tail of `id`, which nothing else has.
 * `find` says which of these slugs are taken.
 */
export async function proposeSlug(
  slug: string,
  id: string,
  find: (slugs: readonly string[]) => Promise<readonly { slug: string }[]>,
): Promise<string> {
  const tail = tailOf(id);
  const stem = trimHyphens(slug.slice(0, longestSlug - tail.length - 1));
  const candidates = Array.from({ length: 50 }, (_, index) => `${stem}-${index + 2}`);
  const taken = new Set((await find(candidates)).map((found) => found.slug));
  return candidates.find((candidate) => !taken.has(candidate)) ?? `${stem}-${tail}`;
}

function trimHyphens(text: string): string {
  return text.replace(/^-+|-+$/g, "");
}

/** What stands behind the kind in an id: small letters and digits. */
function tailOf(id: string): string {
  return id.slice(id.indexOf("_") + 1);
}
