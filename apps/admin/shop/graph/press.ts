/** Idempotency keys of presses: the same press has the same key until its outcome is known, also after the document was loaded again. */
import type { KnownOutcome } from "./change.ts";

const prefix = "hansa.office.press.1.";
const keys = new Map<string, string>();

/** Makes a change with the key of its press. `name` is that of the form. */
export async function pressOnce(
  name: string,
  make: (idempotencyKey: string) => Promise<KnownOutcome>,
): Promise<KnownOutcome> {
  const outcome = await make(keyOf(name));
  if (outcome.isKnown) forgetKey(name);
  return outcome;
}

/** Forgets the keys of all presses: another person goes on. */
export function forgetPresses(): void {
  keys.clear();
  inStorage((storage) => {
    for (const name of Object.keys(storage)) if (name.startsWith(prefix)) storage.removeItem(name);
  });
}

function keyOf(name: string): string {
  const key = keys.get(name) ?? inStorage((storage) => storage.getItem(prefix + name)) ?? crypto.randomUUID();
  keys.set(name, key);
  inStorage((storage) => storage.setItem(prefix + name, key));
  return key;
}

function forgetKey(name: string): void {
  keys.delete(name);
  inStorage((storage) => storage.removeItem(prefix + name));
}

/** A browser that keeps nothing has the key until the document is left. */
function inStorage<Result>(act: (storage: Storage) => Result): Result | undefined {
  try {
    return act(sessionStorage);
  } catch {
    return undefined;
  }
}
