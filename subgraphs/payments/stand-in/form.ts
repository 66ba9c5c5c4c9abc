/** Requests in Stripe's form encoding. */

/** Fields by their names as they were sent, such as `metadata[hansa_payment]`. */
export type Form = Readonly<Partial<Record<string, string>>>;

export function readForm(text: string): Form {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The fields under `metadata[…]`. */
export function metadataIn(form: Form): Record<string, string> {
  const entries = Object.entries(form).flatMap(([name, value]) => {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}
