/** Slugs: the parts of web addresses that name products, collections and pages. */
import { type InputProblem, problem } from "@hansa/kit/runtime";

export const maxSlugLength = 100;

/** Whether a text is a slug: small letters and digits, with single hyphens between them. */
export function isSlug(text: string): boolean {
  return text.length <= maxSlugLength && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

/** Returns no problem if no slug was given. */
export function checkSlug(slug: string | null | undefined): InputProblem[] {
  if (typeof slug !== "string" || isSlug(slug)) return [];
  const message = `A web address has small letters, digits and single hyphens between them, ${maxSlugLength} at most.`;
  return [problem("slug", "FORMAT", message)];
}
