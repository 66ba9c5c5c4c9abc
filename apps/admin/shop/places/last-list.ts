/** The list from which the page of one thing was opened: its link back leads there. */

let last: string | undefined;

export function keepList(address: string): void {
  last = address;
}

/** `usual` is the address of the list for those who came from elsewhere. */
export function lastList(usual: string): string {
  return last ?? usual;
}
