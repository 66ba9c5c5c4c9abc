/** The outcome of a page that is left with it: it is told on the page that follows. */

let told: { address: string; text: string } | undefined;

/** Leaves a text for the page at this address. */
export function tellAt(address: string, text: string): void {
  told = { address, text };
}

/** The text that was left for this address; it is told once. */
export function takeTold(address: string): string | undefined {
  if (told?.address !== address) return undefined;
  const { text } = told;
  told = undefined;
  return text;
}
