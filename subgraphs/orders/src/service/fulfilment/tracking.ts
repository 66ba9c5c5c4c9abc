/** Validation of tracking data: the carrier's name, the tracking number, and the URL of the carrier's page. */
import { isHttps } from "@hansa/commerce/links";
import { type InputProblem, problem } from "@hansa/kit/runtime";

type Tracking = {
  carrier?: string | null | undefined;
  trackingNumber?: string | null | undefined;
  trackingUrl?: string | null | undefined;
};

const maxNameLength = 100;

/** All problems of the tracking data. The URL is shown to customers as a link, so it must be https. */
export function trackingProblems({ carrier, trackingNumber, trackingUrl }: Tracking): InputProblem[] {
  const problems: InputProblem[] = [];
  if (typeof carrier === "string" && (carrier.trim() === "" || carrier.length > maxNameLength))
    problems.push(problem("carrier", "LENGTH", `A carrier has 1 to ${maxNameLength} characters.`));
  if (typeof trackingNumber === "string" && trackingNumber.length > maxNameLength)
    problems.push(problem("trackingNumber", "TOO_LONG", `A number has at most ${maxNameLength} characters.`));
  if (typeof trackingUrl === "string" && !isHttps(trackingUrl))
    problems.push(problem("trackingUrl", "FORMAT", "Give an address that begins with https://."));
  return problems;
}
