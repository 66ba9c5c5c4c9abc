/** The language of the catalogue's texts in islands that the server does not render. */

/** As the document says it; undefined where it is that of the page. */
export function catalogueLang(): string | undefined {
  return typeof document === "undefined" ? undefined : document.documentElement.dataset.catalogue;
}
