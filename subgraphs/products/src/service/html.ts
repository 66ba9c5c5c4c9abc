/** Sanitizing of HTML descriptions: paragraphs, lists and emphasis stay, everything else is removed. */
import sanitizeHtml from "sanitize-html";

/**
 * Removes all tags except those that `Product.descriptionHtml` names; their text stays. Idempotent: the first pass closes open tags, the
 * second one puts them in order.
 */
export function cleanHtml(html: string): string {
  return sanitizeHtml(sanitizeHtml(html, allowed).trim(), allowed).trim();
}

const allowed = { allowedTags: ["p", "ul", "ol", "li", "strong", "em", "br"], allowedAttributes: {} };

/** Returns the text of clean HTML for the full-text index: blocks are separated by blanks, entities are decoded. */
export function textOf(html: string): string {
  const apart = html.replaceAll(/<(?=\/?(p|ul|ol|li|br)\b)/g, " <");
  const escaped = sanitizeHtml(apart, { allowedTags: [], allowedAttributes: {} });
  return escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
