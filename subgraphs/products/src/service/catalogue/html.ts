/** Descriptions as HTML that is safe on any page: paragraphs, lists and emphasis, nothing that runs, loads or leads away. */
import sanitizeHtml from "sanitize-html";

/**
 * Removes everything but the tags that `Product.descriptionHtml` names; the text in others stays. What is clean stays as it is: tags that
 * were left open are closed by one reading and put in order by the next.
 */
export function cleanHtml(html: string): string {
  return sanitizeHtml(sanitizeHtml(html, allowed).trim(), allowed).trim();
}

const allowed = { allowedTags: ["p", "ul", "ol", "li", "strong", "em", "br"], allowedAttributes: {} };

/** The plain text of cleaned HTML, for the full-text index: what stands in different blocks stays apart, and `&amp;` is an ampersand. */
export function textOf(html: string): string {
  const apart = html.replaceAll(/<(?=\/?(p|ul|ol|li|br)\b)/g, " <");
  const escaped = sanitizeHtml(apart, { allowedTags: [], allowedAttributes: {} });
  return escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
