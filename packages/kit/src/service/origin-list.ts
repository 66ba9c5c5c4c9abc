/** Variables with a list of origins. */
import { z } from "zod";

/** A list with commas; empty without a value. */
export function originList(isValid: (text: string) => boolean, message: string) {
  return z
    .string()
    .default("")
    .transform((text) => text.split(",").map((origin) => origin.trim()))
    .transform((origins) => origins.filter((origin) => origin !== ""))
    .pipe(z.array(z.string().refine(isValid, message)));
}

/** Whether this is an origin of any protocol, without a path. */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** Whether this is an origin of a web server. */
export function isHttpOrigin(text: string): boolean {
  return isOrigin(text) && /^https?:/.test(text);
}
