/** Known differences of other gateways from our router, each with its reason. docs/other-gateways.md has the same list. */
import type { Difference } from "./comparison.ts";
import type { GatewayName } from "./gateways.ts";

export type KnownDifference = {
  /** As docs/other-gateways.md names it. */
  name: string;
  gateways: readonly GatewayName[];
  /** The questions that show it, and the places in their answers. */
  question: RegExp;
  place: RegExp;
  reason: string;
};

const others: readonly GatewayName[] = ["apollo", "hive", "hive-rust", "grafbase"];

export const knownDifferences: readonly KnownDifference[] = [
  {
    name: "no `extensions.replayed`",
    gateways: others,
    question: /^purchase: checkoutComplete$/,
    place: /^extensions\.replayed$/,
    reason: "Services answer it, and a gateway drops the extensions of the answers that it joins.",
  },
  {
    name: "no `node` and `nodes`",
    gateways: others,
    question: /^refusal: node$/,
    place: /^(status|data|errors)$/,
    reason: "Our router answers both itself; the graph for others is composed without them.",
  },
  {
    name: "a refused token is an error of a field",
    gateways: others,
    question: /^refusal: a forged token$/,
    place: /^(status|data|errors\[\]\.path)$/,
    reason: "Our router refuses the request with 401. Here the service refuses the fetch, and the field is null.",
  },
  {
    name: "a refused token has another code",
    gateways: ["grafbase"],
    question: /^refusal: a forged token$/,
    place: /^errors\[\]\.(message|code)$/,
    reason: "Grafbase reads no body of an answer with 401: clients see SUBGRAPH_REQUEST_ERROR.",
  },
  {
    name: "other codes of invalid operations",
    gateways: ["grafbase"],
    question: /^refusal: (an unknown field|a document that is cut off|a variable of the wrong type)$/,
    place: /^errors\[\]\.(message|code)$/,
    reason:
      "Codes of invalid operations are the gateway's own: OPERATION_VALIDATION_ERROR, OPERATION_PARSING_ERROR, VARIABLE_ERROR.",
  },
  {
    name: "no code of invalid variables",
    gateways: ["hive", "hive-rust"],
    question: /^refusal: a variable of the wrong type$/,
    place: /^errors\[\]\.code$/,
    reason: "Hive Gateway passes graphql-js's error on without a code.",
  },
  {
    name: "200 for invalid variables",
    gateways: ["hive-rust"],
    question: /^refusal: a variable of the wrong type$/,
    place: /^status$/,
    reason: "With its Rust planner, Hive Gateway coerces variables after it has begun to execute.",
  },
  {
    name: "required fields of cart lines are null",
    gateways: ["hive"],
    question: /^Q04_CartPage$/,
    place: /^data\.cart\.lines\[\]\.(priceChanged|outOfStock)$/,
    reason: "Hive's JavaScript planner fetches both fields and drops the answer, without an error.",
  },
];

/** The known difference that this one is; undefined if it is none of them. */
export function findKnown(gateway: GatewayName, { question, place }: Difference): KnownDifference | undefined {
  return knownDifferences.find(
    (known) => known.gateways.includes(gateway) && known.question.test(question) && known.place.test(place),
  );
}
