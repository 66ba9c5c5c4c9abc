/** Requests of a client, recorded on their way to the shop. */
import { z } from "zod";

/** A request as far as tests look at it: `hasText` says whether it carries the text of an operation. */
type RecordedRequest = { method: string; hasText: boolean };

const body = z.object({ query: z.string().optional() });

/** A `fetch` for a client, with the requests that it has sent so far. */
export function recordRequests(): { requests: RecordedRequest[]; fetch: typeof fetch } {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    fetch: (input, init) => {
      const request = new Request(input, init);
      const { searchParams } = new URL(request.url);
      const sent = typeof init?.body === "string" ? body.safeParse(JSON.parse(init.body)).data : undefined;
      requests.push({ method: request.method, hasText: searchParams.has("query") || sent?.query !== undefined });
      return fetch(request);
    },
  };
}
