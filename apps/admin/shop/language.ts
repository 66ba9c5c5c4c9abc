/** The language of this browser: the one that was chosen in it, or the first of its own that there is. */
import { type Language, languages } from "./texts.ts";

const key = "hansa.office.language.1";

/** It is the same until the document is loaded again. */
export const language: Language = isLanguage(readChosen()) ?? navigator.languages.map(shortened).find(isKnown) ?? "en";

/** The first tag of this browser in that language, such as `en-GB`, by which days and times are written. */
export const region: string = navigator.languages.find((tag) => shortened(tag) === language) ?? language;

/** Keeps the choice, and shows everything in it. */
export function chooseLanguage(chosen: Language): void {
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // A browser that keeps nothing stays with its own.
  }
  location.reload();
}

function readChosen(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function isLanguage(text: string | undefined): Language | undefined {
  return languages.find((each) => each === text);
}

function isKnown(text: string): text is Language {
  return isLanguage(text) !== undefined;
}

/** `de-AT` is German. */
function shortened(tag: string): string {
  return tag.split("-", 1).join("").toLowerCase();
}
