/** Validation of payment mutation inputs. */
import { problemsOfKey } from "@hansa/kit/coordination";
import { isLoopbackHost } from "@hansa/kit/http";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { PaymentConfirmInput, PaymentStartInput } from "../../generated/resolvers.ts";
import type { Provider } from "../../providers/port.ts";
import { offeredMethods } from "../methods/offered-methods.ts";

const maxTextLength = 255;
const maxUrlLength = 2_000;

/** All problems of a start input. `userId`: the signed-in user; null for a guest. */
export function problemsOfStart(context: Context, input: PaymentStartInput, userId: string | null): InputProblem[] {
  const problems = problemsOfMethod(input, context.providers, userId);
  if (input.returnUrl && !isReturnUrl(context, input.returnUrl))
    problems.push(problem("returnUrl", "NOT_ALLOWED", "Give an address of the shop, or of an origin that it allows."));
  return [...problems, ...problemsOfToken(input.paymentToken), ...problemsOfKey(input.idempotencyKey)];
}

/** Requires exactly one of an offered method and a saved method. */
function problemsOfMethod(
  { methodCode, savedMethodId, paymentToken, saveMethod }: PaymentStartInput,
  providers: readonly Provider[],
  userId: string | null,
): InputProblem[] {
  const problems: InputProblem[] = [];
  const offered = offeredMethods(providers).find(({ code }) => code === methodCode);
  if (savedMethodId && (methodCode || paymentToken))
    problems.push(problem("savedMethodId", "NOT_TOGETHER", "A saved method needs neither method code nor token."));
  if (!savedMethodId && !offered)
    problems.push(problem("methodCode", "NOT_OFFERED", "Choose one of the offered payment methods."));
  if (saveMethod && userId === null)
    problems.push(problem("saveMethod", "NEEDS_ACCOUNT", "Sign in to save a payment method."));
  if (saveMethod && offered && !offered.savable)
    problems.push(problem("saveMethod", "NOT_SAVABLE", "This payment method cannot be saved."));
  return problems;
}

/** All problems of a confirmation input. */
export function problemsOfConfirm(input: PaymentConfirmInput): InputProblem[] {
  return [...problemsOfToken(input.paymentToken), ...problemsOfKey(input.idempotencyKey)];
}

/** The schema's `@constraint` rejects card numbers before this check. */
function problemsOfToken(token: string | null | undefined): InputProblem[] {
  if (token === null || token === undefined) return [];
  if (token === "" || token.length > maxTextLength)
    return [problem("paymentToken", "WRONG_LENGTH", `A token has 1 to ${maxTextLength} characters.`)];
  return [];
}

/** Whether the page belongs to the shop: a provider leads people to it under the shop's name. */
function isReturnUrl({ returnOrigins, production }: Context, text: string): boolean {
  if (text.length > maxUrlLength || !URL.canParse(text)) return false;
  const { protocol, hostname, origin } = new URL(text);
  return returnOrigins.includes(origin) || (!production && /^https?:$/.test(protocol) && isLoopbackHost(hostname));
}
