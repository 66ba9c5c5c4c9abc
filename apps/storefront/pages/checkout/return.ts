/** The return from the page of a bank: the address asks for it once, and a reload must not ask again. */
import { forgetParameters } from "../../shop/links.ts";

const parameter = "returned";

/** The address to which a bank sends the buyer back. */
export function returnUrlOf(checkoutLink: string): string {
  const url = new URL(checkoutLink, location.origin);
  url.searchParams.set(parameter, "1");
  return url.href;
}

/** Whether the buyer comes from the page of a bank. What that page added leaves the address. */
export function takeReturn(): boolean {
  const url = new URL(location.href);
  if (!url.searchParams.has(parameter)) return false;
  forgetParameters();
  return true;
}
