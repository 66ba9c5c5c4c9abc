/** Sessions: one or several requests in sequence, of which later ones use values from the answers to earlier ones. */
import { z } from "zod";

/** One request of a session. `{{name}}` in the body stands for a value: a taken one, or `key`. */
export const step = z.object({
  body: z.string(),
  /** Values for the steps that follow: the path in the data, by name. */
  takes: z.record(z.string(), z.string()),
  /** Texts that the response must contain. */
  expects: z.array(z.string()),
});
export type Step = z.infer<typeof step>;

/** Values by the names of their placeholders. */
export type Values = Readonly<Record<string, string>>;

/** A session of one request whose body is complete. */
export function oneStep(body: string): Step[] {
  return [{ body, takes: {}, expects: [] }];
}

/** The values with which run number `index` of a session begins: an idempotency key that is used once. */
export function firstValues(keyPrefix: string, index: number): Values {
  return { key: `${keyPrefix}-${index}` };
}

/** Whether a body is the same in every run. */
export function isComplete(body: string): boolean {
  return !placeholder.test(body);
}

/** Puts the values into the placeholders of a body; throws if one is missing. */
export function fillIn(body: string, values: Values): string {
  return body.replaceAll(placeholders, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`there is no value ${name}`);
    return value;
  });
}

/** The values that the response to a step gives to the following ones; throws if one is missing. */
export function takeFrom({ takes }: Step, response: string): Values {
  const names = Object.entries(takes);
  if (names.length === 0) return {};
  const parsed: unknown = JSON.parse(response);
  return Object.fromEntries(names.map(([name, place]) => [name, z.string().parse(valueAt(parsed, place))]));
}

/** The fault of a response that lacks an expected text; undefined if it has all of them. */
export function missingText({ expects }: Pick<Step, "expects">, response: string): string | undefined {
  const missing = expects.find((text) => !response.includes(text));
  return missing === undefined ? undefined : `no ${missing} in the answer ${response.slice(0, 300)}`;
}

const placeholder = /\{\{\w+\}\}/;
const placeholders = /\{\{(\w+)\}\}/g;
const holder = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]);

function valueAt(response: unknown, place: string): unknown {
  return ["data", ...place.split(".")].reduce<unknown>((value, name) => {
    const held = holder.safeParse(value).data;
    return Array.isArray(held) ? held[Number(name)] : held?.[name];
  }, response);
}
