/** The contract of a request, by its path: the whole graph is at `/graphql`, and each that lacks elements has a path below it. */
import { contractPaths, type GraphContract, limitedContracts } from "@hansa/contracts/graph-contracts";
import { isGraphqlUrl, namesPath } from "@hansa/kit/http";

/** The contract whose path the URL names, with or without a search; undefined if it names none. */
export function contractOf(url: string): GraphContract | undefined {
  if (isGraphqlUrl(url)) return "ALL";
  return limitedContracts.find((contract) => namesPath(url, contractPaths[contract]));
}
