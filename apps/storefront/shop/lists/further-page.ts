/** A page of a list behind its first one, as search engines see it: an address and a title of its own. */
import type { Language } from "../texts.ts";
import { listTexts } from "./texts.ts";

/** The address of the page behind this place: that of the list, for its first page. */
export function addressOf(path: string, after: string | null): string {
  return after === null ? path : `${path}?${new URLSearchParams({ after })}`;
}

/** The title of the page behind this place. */
export function titleOf(title: string, after: string | null, language: Language): string {
  return after === null ? title : listTexts[language].furtherPage(title);
}
