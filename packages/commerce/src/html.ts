/** Sanitizing of HTML that the shop's staff write: descriptions of the catalogue, and pages such as the imprint. */
import sanitizeHtml, { type IOptions } from "sanitize-html";

/** Removes all tags except those that `Product.descriptionHtml` names; their text stays. Idempotent. */
export function cleanHtml(html: string): string {
  return clean(html, ofDescription);
}

/** Removes all tags and addresses except those that `ShopPage.bodyHtml` names; the text of the tags stays. Idempotent. */
export function cleanPageHtml(html: string): string {
  return clean(html, ofPage);
}

const tagsOfDescription = ["p", "ul", "ol", "li", "strong", "em", "br"];
const ofDescription: IOptions = { allowedTags: tagsOfDescription, allowedAttributes: {} };

const ofPage: IOptions = {
  allowedTags: [...tagsOfDescription, "h2", "h3", "a", "table", "thead", "tbody", "tr", "th", "td"],
  allowedAttributes: { a: ["href"] },
  allowedSchemes: ["https", "http", "mailto", "tel"],
  allowProtocolRelative: false,
};

/** The first pass closes open tags, the second one puts them in order. */
function clean(html: string, allowed: IOptions): string {
  return sanitizeHtml(sanitizeHtml(html, allowed).trim(), allowed).trim();
}

/** Returns the text of clean HTML for the full-text index: blocks are separated by blanks, entities are decoded. */
export function textOf(html: string): string {
  const apart = html.replaceAll(/<(?=\/?(p|ul|ol|li|br)\b)/g, " <");
  const escaped = sanitizeHtml(apart, { allowedTags: [], allowedAttributes: {} });
  return escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
