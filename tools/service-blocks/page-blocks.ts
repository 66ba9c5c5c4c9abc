/** The blocks of services in pages: the diagram of the README, and the table of processes of ARCHITECTURE. */
import type { ListedService } from "./listed-service.ts";
import type { BlockFile } from "./written-blocks.ts";

/** The pages that show every service. */
export const pageFiles: readonly BlockFile[] = [
  { file: "README.md", blocks: (services) => ({ "diagram of services": diagram(services) }) },
  { file: "ARCHITECTURE.md", blocks: (services) => ({ "table of processes": table(services) }) },
];

/** The left part of the diagram, line by line; the services stand to its right. */
const clients = [
  "   storefront ──┐      ┌───────────────────────┐      ",
  "   back office ─┼────► │ router                │ ───► ",
  "   partner ─────┘      │ plans, signs, joins   │      ",
  "                       └───────────────────────┘      ",
];

/** Each line has room for so many facts of a service. */
const factsInDiagram = 4;

function diagram(services: readonly ListedService[]): string {
  const last = services.length - 1;
  const rows = services.map(({ name, owns }, index) => {
    const corner = index === 0 ? "┌" : index === last ? "└" : "├";
    const left = clients[index] ?? " ".repeat(54);
    return `${left}${corner}─ ${name.padEnd(10)} ${owns.slice(0, factsInDiagram).join(", ")}`;
  });
  return ["```", `${" ".repeat(24)}one schema, one address`, ...rows, "```"].join("\n");
}

function table(services: readonly ListedService[]): string {
  return [
    "| process | port | owns | store |",
    "|---|---|---|---|",
    "| router | 4000 | public address: composition, authentication, execution | `router/router.db`: usage, no facts ([96]) |",
    ...services.map(
      ({ name, offset, owns }) => `| ${name} | ${4000 + offset} | ${owns.join(", ")} | \`${name}/${name}.db\` |`,
    ),
    "| storefront | 4009 | no facts: pages of the shop, which the router passes on | none, and no keys |",
  ].join("\n");
}
