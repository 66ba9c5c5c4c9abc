/** Parts of a response of the graph. */
import type { GraphResponse } from "@hansa/kit/testing";

/** The code of the first error of a response, or undefined. */
export function codeOf({ errors }: GraphResponse): unknown {
  return errors?.[0]?.extensions?.code;
}

/** Returns the text at a path of a response. Throws, with the whole response, if there is none. */
export function idIn(response: GraphResponse, path: string): string {
  let found: unknown = response.data;
  for (const key of path.split("."))
    found = typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined;
  if (typeof found !== "string") throw new Error(`no text at ${path} in ${JSON.stringify(response)}`);
  return found;
}
