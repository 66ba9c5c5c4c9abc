/** What a carrier says about a parcel, as it may be given: a name, a number, and an address of its own page. */
import { type InputProblem, problem } from "@hansa/kit/refusals";

type Tracking = {
  carrier?: string | null | undefined;
  trackingNumber?: string | null | undefined;
  trackingUrl?: string | null | undefined;
};

const longestName = 100;
const longestUrl = 2_000;

/** Everything that is wrong with it. An address is shown to customers as a link, so only https will do. */
export function trackingProblems({ carrier, trackingNumber, trackingUrl }: Tracking): InputProblem[] {
  const problems: InputProblem[] = [];
  if (typeof carrier === "string" && (carrier.trim() === "" || carrier.length > longestName))
    problems.push(problem("carrier", "LENGTH", `A carrier has 1 to ${longestName} characters.`));
  if (typeof trackingNumber === "string" && trackingNumber.length > longestName)
    problems.push(problem("trackingNumber", "TOO_LONG", `A number has at most ${longestName} characters.`));
  if (typeof trackingUrl === "string" && !isHttps(trackingUrl))
    problems.push(problem("trackingUrl", "FORMAT", "Give an address that begins with https://."));
  return problems;
}

function isHttps(text: string): boolean {
  if (text.length > longestUrl || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === "https:" && username === "" && password === "";
}
