/** The outcome of a page that is left with it: it is told on the page that follows. */

let told: string | undefined;

export function tellNext(text: string): void {
  told = text;
}

/** The text of the page before; it is told once. */
export function takeTold(): string | undefined {
  const text = told;
  told = undefined;
  return text;
}
