/** Records with known names, of which `Object.entries` and `Object.fromEntries` lose the types. */

/** A record with the same names. */
export function mapRecord<Name extends string, From, To>(
  record: Readonly<Record<Name, From>>,
  make: (value: From, name: Name) => To,
): Record<Name, To>;
export function mapRecord(
  record: Readonly<Record<string, unknown>>,
  make: (value: unknown, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value, name)]));
}
