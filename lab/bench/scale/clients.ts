/** The client of a scaled shop: prepares the requests of an operation, each with the headers of its person. */
import { Agent, request as open } from "node:http";
import { signTokens } from "../shop/viewers.ts";
import type { ScaleOperation } from "./requests.ts";
import type { ScaleShop } from "./shops.ts";

/** Sends one request and reads the whole answer. */
export type PreparedRequest = () => Promise<{ status: number; text: string }>;

/** More than one block sends, so that none repeats within it. */
const requestsPerOperation = 200;
const agent = new Agent({ keepAlive: true });

/** Prepares the requests of an operation. */
export async function prepareRequests(
  scale: ScaleShop,
  { query, request }: ScaleOperation,
): Promise<PreparedRequest[]> {
  const requests = Array.from({ length: requestsPerOperation }, (_, index) => request(scale.rows, index));
  const people = [...new Map(requests.flatMap(({ person }) => (person ? [[person.id, person]] : []))).values()];
  const tokens = await signTokens(scale.shop, people);
  const headerOf = new Map(people.map(({ id }, index) => [id, tokens[index] ?? ""]));
  return requests.map(({ variables, person, guest = [] }) => {
    const body = Buffer.from(JSON.stringify({ query, variables }));
    const headers = {
      "content-type": "application/json",
      accept: "application/json",
      "content-length": body.length,
      ...(person ? { authorization: headerOf.get(person.id) ?? "" } : {}),
      ...(guest.length > 0 ? { "hansa-guest": guest.join(",") } : {}),
    };
    return () => post(scale.router.port, headers, body);
  });
}

function post(port: number, headers: Record<string, string | number>, body: Buffer): ReturnType<PreparedRequest> {
  return new Promise((resolve, reject) => {
    const sent = open({ port, host: "127.0.0.1", path: "/graphql", method: "POST", agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
