/** Lists as they were shown last: the link back from the page of one thing leads there. */

/** Their addresses, by those without a state. */
const last = new Map<string, string>();

export function keepList(address: string): void {
  last.set(new URL(address, location.origin).pathname, address);
}

/** `usual` is the address of the list for those who came from elsewhere. */
export function lastList(usual: string): string {
  return last.get(usual) ?? usual;
}
