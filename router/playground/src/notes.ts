/** The seed's notes for the page: variables that work, the role of each ready operation, and accounts to sign in with. */

export type Account = { role: string; email: string; password: string };
export type Notes = {
  /** Whether the router serves our shop. A foreign graph has neither ready operations nor accounts. */
  shop: boolean;
  /** By the name of the operation. */
  variables: Record<string, Record<string, unknown>>;
  /** The identity that sends it, by the name of the operation. */
  identities: Record<string, string>;
  accounts: Account[];
  /** The token of the demo guest, for the header `hansa-guest`. */
  guest?: string;
};

/** Asks the router. */
export async function readNotes(): Promise<Notes> {
  const answer = await fetch("/playground/variables.json");
  return answer.json();
}
